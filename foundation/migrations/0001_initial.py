import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import foundation.refusals
import foundation.translated
import foundation.triggers
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False, verbose_name='day')),
                ('works', models.BooleanField(verbose_name='is a working day')),
                ('note', models.CharField(blank=True, max_length=60, verbose_name='note')),
            ],
            options={
                'verbose_name': 'calendar day',
                'verbose_name_plural': 'calendar days',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('last_transaction', models.BigIntegerField()),
                ('last_entry', models.BigIntegerField()),
                ('count', models.PositiveIntegerField()),
                ('algorithm', models.CharField(default='sha256', max_length=12)),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'journal seal',
                'verbose_name_plural': 'journal seals',
                'ordering': ['number'],
                'triggers': [pgtrigger.compiler.Trigger(name='seal_is_append_only', sql=foundation.refusals._GuardSql(func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_is_append_only', TABLE = TG_TABLE_NAME, MESSAGE = 'seal_is_append_only', DETAIL = jsonb_build_object()::text;", hash='5ffe1f074521ba3b2e6f15ed467e22da115b08eb', operation='UPDATE OR DELETE', pgid='pgtrigger_seal_is_append_only_3d9c4', table='foundation_seal', when='BEFORE')), pgtrigger.compiler.Trigger(name='seal_is_never_emptied', sql=foundation.refusals._GuardSql(func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'seal_is_never_emptied', TABLE = TG_TABLE_NAME, MESSAGE = 'seal_is_never_emptied', DETAIL = jsonb_build_object()::text;", hash='9e01f591462d610bb537af0f1f8374da35d578ad', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_seal_is_never_emptied_5a3fc', table='foundation_seal', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=12)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('prefix', 'year'), name='series_once_per_prefix_and_year', violation_error_code='series', violation_error_message='This series exists already.')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('language', models.CharField(default='zh-hans', max_length=12, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('joined', models.DateTimeField(auto_now_add=True, verbose_name='joined')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'constraints': [models.UniqueConstraint(fields=('email',), name='user_email_is_unique', violation_error_code='email_taken', violation_error_message='There is an account with this address.'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_is_lower_case', violation_error_code='email', violation_error_message='Addresses are kept in lower case.')],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='file name')),
                ('kind', models.CharField(max_length=12, verbose_name='type')),
                ('size', models.PositiveBigIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('state', models.CharField(choices=[('waiting', 'being checked'), ('available', 'checked'), ('rejected', 'rejected')], default='waiting', max_length=12, verbose_name='check')),
                ('finding', models.TextField(blank=True, verbose_name='finding')),
                ('uploaded_at', models.DateTimeField(null=True, verbose_name='uploaded')),
                ('checked_on', models.DateTimeField(null=True, verbose_name='checked')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'indexes': [models.Index(models.F('uploaded_at'), condition=models.Q(('state', 'waiting')), name='stored_file_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('uploaded_at', None), ('uploaded_by', None)), models.Q(('uploaded_at__isnull', False), ('uploaded_by__isnull', False)), _connector='OR'), name='stored_file_uploaded_at_with_by', violation_error_code='pair', violation_error_message='Say when and by whom, both or neither.')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='file name')),
                ('size', models.PositiveBigIntegerField(verbose_name='size')),
                ('modified', models.BigIntegerField(default=0)),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('received', models.PositiveBigIntegerField(default=0, verbose_name='bytes received')),
                ('begun_on', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='begun')),
                ('expires_on', models.DateTimeField(verbose_name='expires')),
                ('finished_on', models.DateTimeField(editable=False, null=True, verbose_name='finished')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'upload',
                'verbose_name_plural': 'uploads',
                'indexes': [models.Index(models.F('expires_on'), condition=models.Q(('finished_on', None)), name='upload_unfinished')],
                'constraints': [models.CheckConstraint(condition=models.Q(('received__lte', models.F('size'))), name='upload_receives_at_most_its_size', violation_error_code='file', violation_error_message='More arrived than the file has.'), models.CheckConstraint(condition=models.Q(('finished_on', None), ('received', models.F('size')), _connector='OR'), name='upload_finishes_when_it_is_whole', violation_error_code='file', violation_error_message='A part of the file is still missing.'), models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 52428800)), name='upload_is_not_larger_than_a_file', violation_error_code='file', violation_error_message='The file is empty or larger than 50 MB.')],
                'triggers': [pgtrigger.compiler.Trigger(name='upload_begins_when_it_does', sql=foundation.refusals._GuardSql(func='NEW.begun_on := clock_timestamp(); NEW.finished_on := NULL; NEW.received := 0; RETURN NEW;', hash='68ca39aacca393f3668424b3575e9bfa4bcdaf4e', operation='INSERT', pgid='pgtrigger_upload_begins_when_it_does_7650f', table='foundation_upload', when='BEFORE')), pgtrigger.compiler.Trigger(name='upload_only_grows', sql=foundation.refusals._GuardSql(func="IF NEW.begun_on <> OLD.begun_on OR NEW.received < OLD.received OR NEW.size <> OLD.size OR NEW.owner_id <> OLD.owner_id OR OLD.finished_on IS NOT NULL THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'upload_only_grows', TABLE = TG_TABLE_NAME, MESSAGE = 'upload_only_grows', DETAIL = jsonb_build_object()::text; END IF; IF NEW.finished_on IS NOT NULL THEN NEW.finished_on := clock_timestamp(); END IF; RETURN NEW;", hash='b389a8602281f41c2681893818ff4a6b3fd34b74', operation='UPDATE', pgid='pgtrigger_upload_only_grows_54ff0', table='foundation_upload', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('fingerprint', models.CharField(max_length=64)),
                ('number', models.PositiveSmallIntegerField(null=True)),
                ('body', models.JSONField(null=True)),
                ('given_on', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'answer of the API',
                'verbose_name_plural': 'answers of the API',
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='answer_once_per_key', violation_error_code='key', violation_error_message='This key has been used already.')],
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='what it is for')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('made_on', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('expires_on', models.DateTimeField(verbose_name='expires')),
                ('used_on', models.DateTimeField(editable=False, null=True, verbose_name='first used')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
                'ordering': ['-made_on'],
            },
        ),
        migrations.CreateModel(
            name='District',
            fields=[
                ('code', models.CharField(max_length=6, primary_key=True, serialize=False, verbose_name='code')),
                ('name', foundation.translated.TranslatedText(default=dict, verbose_name='name')),
                ('current', models.BooleanField(default=True, verbose_name='exists today')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='foundation.district', verbose_name='became part of')),
            ],
            options={
                'verbose_name': 'district',
                'verbose_name_plural': 'districts',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('code', models.SlugField(primary_key=True, serialize=False, verbose_name='code')),
                ('name', foundation.translated.TranslatedText(default=dict, verbose_name='name')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='zones', to='foundation.district', verbose_name='district')),
            ],
            options={
                'verbose_name': 'zone',
                'verbose_name_plural': 'zones',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='when')),
                ('transaction', models.BigIntegerField(db_default=0, editable=False)),
                ('verb', models.CharField(max_length=40, verbose_name='did')),
                ('subject_type', models.CharField(max_length=60, verbose_name='kind of subject')),
                ('subject_id', models.CharField(max_length=40, verbose_name='subject')),
                ('source', models.CharField(blank=True, max_length=30, verbose_name='from')),
                ('target', models.CharField(blank=True, max_length=30, verbose_name='to')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('details', models.JSONField(default=dict, verbose_name='details')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
            ],
            options={
                'verbose_name': 'journal entry',
                'verbose_name_plural': 'journal entries',
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['subject_type', 'subject_id', '-at'], name='entry_of_subject'), models.Index(fields=['-at'], name='entry_latest')],
                'triggers': [pgtrigger.compiler.Trigger(name='entry_is_stamped_by_database', sql=foundation.refusals._GuardSql(func='NEW.at := clock_timestamp(); NEW.transaction := pg_current_xact_id()::text::bigint; RETURN NEW;', hash='a36617ee5751f77dfc50d5681e5c2bd1fa3b6d00', operation='INSERT', pgid='pgtrigger_entry_is_stamped_by_database_9a6c9', table='foundation_entry', when='BEFORE')), pgtrigger.compiler.Trigger(name='entry_is_append_only', sql=foundation.refusals._GuardSql(func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_append_only', TABLE = TG_TABLE_NAME, MESSAGE = 'entry_is_append_only', DETAIL = jsonb_build_object()::text;", hash='f2cef015a4b45541fa8402a79defbcc65c97f506', operation='UPDATE OR DELETE', pgid='pgtrigger_entry_is_append_only_950cf', table='foundation_entry', when='BEFORE')), pgtrigger.compiler.Trigger(name='entry_is_never_emptied', sql=foundation.refusals._GuardSql(func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_never_emptied', TABLE = TG_TABLE_NAME, MESSAGE = 'entry_is_never_emptied', DETAIL = jsonb_build_object()::text;", hash='d4be7e7bff8b95743dcbf6ada4713bcf4ee9574e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_entry_is_never_emptied_ac03f', table='foundation_entry', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='key')),
                ('to', models.EmailField(max_length=254, verbose_name='to')),
                ('language', models.CharField(max_length=12)),
                ('template', models.CharField(max_length=60, verbose_name='template')),
                ('kind', models.CharField(choices=[('required', 'receipts, corrections, decisions and access'), ('case', 'messages about an application'), ('reminder', 'reminders of unfinished drafts'), ('call', 'news of calls in which you have a draft'), ('award', 'awards, notices and payments'), ('support', 'support, needs and services'), ('digest', 'daily digest')], default='required', max_length=10, verbose_name='kind')),
                ('how', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day, together'), ('never', 'never')], default='at_once', max_length=8, verbose_name='goes out')),
                ('context', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='written')),
                ('available_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('lease_until', models.DateTimeField(null=True)),
                ('lease_token', models.UUIDField(null=True)),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
                ('given_up_at', models.DateTimeField(null=True, verbose_name='given up')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('digest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='digested', to='foundation.message')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-created_at'],
                'indexes': [models.Index(models.F('available_at'), condition=models.Q(('given_up_at', None), ('how', 'at_once'), ('sent_at', None)), name='message_waiting'), models.Index(models.F('user'), models.F('created_at'), condition=models.Q(('digest', None), ('how', 'daily')), name='message_for_the_digest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('lease_token', None), ('lease_until', None)), models.Q(('lease_token__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='message_lease_is_whole', violation_error_code='lease', violation_error_message='A lease has an end and a token.'), models.CheckConstraint(condition=models.Q(('how', 'at_once'), ('kind__in', ('case', 'reminder', 'call', 'award', 'support')), _connector='OR'), name='message_required_goes_at_once', violation_error_code='required', violation_error_message='What the rules demand is sent at once.'), models.CheckConstraint(condition=models.Q(('digest', None), ('how', 'daily'), _connector='OR'), name='message_digested_when_daily', violation_error_code='digest', violation_error_message='Only daily messages go into a digest.')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('required', 'receipts, corrections, decisions and access'), ('case', 'messages about an application'), ('reminder', 'reminders of unfinished drafts'), ('call', 'news of calls in which you have a draft'), ('award', 'awards, notices and payments'), ('support', 'support, needs and services'), ('digest', 'daily digest')], max_length=10, verbose_name='kind')),
                ('how', models.CharField(choices=[('at_once', 'at once'), ('daily', 'once a day, together'), ('never', 'never')], max_length=8, verbose_name='goes out')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'preference',
                'verbose_name_plural': 'preferences',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='preference_once_per_kind', violation_error_code='preference', violation_error_message='There is a preference for this already.'), models.CheckConstraint(condition=models.Q(('kind__in', ('case', 'reminder', 'call', 'award', 'support'))), name='preference_leaves_what_is_required', violation_error_code='required', violation_error_message='What the rules demand is sent at once.')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('officer', 'program officer'), ('checker', 'second checker'), ('finance', 'finance'), ('leader', 'leader'), ('company_admin', 'company administrator'), ('company_editor', 'company editor'), ('agent', 'agent of a company'), ('agent_submitter', 'agent who may hand in'), ('district', 'district bureau'), ('expert', 'expert'), ('operator', 'incubator operator'), ('service', 'service officer'), ('supervisor', 'discipline supervisor'), ('auditor', 'auditor'), ('sysadmin', 'system administrator'), ('secadmin', 'security administrator')], max_length=20, verbose_name='role')),
                ('scope_kind', models.CharField(choices=[('everything', 'everything'), ('program', 'one program'), ('district', 'one district'), ('company', 'one company'), ('carrier', 'one incubator'), ('assignment', 'what is assigned to them')], default='everything', max_length=12, verbose_name='limited to')),
                ('scope_id', models.CharField(blank=True, max_length=20, verbose_name='which one')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='title there')),
                ('granted_at', models.DateTimeField(null=True, verbose_name='granted')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='holds until')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'role',
                'verbose_name_plural': 'roles',
                'indexes': [models.Index(models.F('scope_kind'), models.F('scope_id'), models.F('role'), name='role_grant_by_scope')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user', 'role', 'scope_kind', 'scope_id'), name='role_grant_held_once', violation_error_code='held', violation_error_message='This person has this role already.'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'officer'), ('scope_kind__in', ['everything', 'program'])), models.Q(('role', 'checker'), ('scope_kind__in', ['everything', 'program'])), models.Q(('role', 'finance'), ('scope_kind__in', ['everything'])), models.Q(('role', 'leader'), ('scope_kind__in', ['everything'])), models.Q(('role', 'company_admin'), ('scope_kind__in', ['company'])), models.Q(('role', 'company_editor'), ('scope_kind__in', ['company'])), models.Q(('role', 'agent'), ('scope_kind__in', ['company'])), models.Q(('role', 'agent_submitter'), ('scope_kind__in', ['company'])), models.Q(('role', 'district'), ('scope_kind__in', ['district'])), models.Q(('role', 'expert'), ('scope_kind__in', ['assignment'])), models.Q(('role', 'operator'), ('scope_kind__in', ['carrier'])), models.Q(('role', 'service'), ('scope_kind__in', ['company', 'everything'])), models.Q(('role', 'supervisor'), ('scope_kind__in', ['everything'])), models.Q(('role', 'auditor'), ('scope_kind__in', ['everything'])), models.Q(('role', 'sysadmin'), ('scope_kind__in', ['everything'])), models.Q(('role', 'secadmin'), ('scope_kind__in', ['everything'])), _connector='OR'), name='role_grant_fits_its_scope', violation_error_code='scope', violation_error_message='This role cannot be limited in that way.'), models.CheckConstraint(condition=models.Q(models.Q(('scope_id', ''), ('scope_kind__in', ['everything', 'assignment'])), models.Q(models.Q(('scope_kind__in', ['everything', 'assignment']), _negated=True), models.Q(('scope_id', ''), _negated=True)), _connector='OR'), name='role_grant_names_its_scope', violation_error_code='scope', violation_error_message='Say which one the role is limited to.'), models.CheckConstraint(condition=models.Q(('granted_by', None), models.Q(('granted_by', models.F('user')), _negated=True), _connector='OR'), name='role_grant_not_by_oneself', violation_error_code='own_role', violation_error_message='Nobody can give a role to themself.'), models.CheckConstraint(condition=models.Q(models.Q(('granted_at', None), ('granted_by', None)), models.Q(('granted_at__isnull', False), ('granted_by__isnull', False)), _connector='OR'), name='role_grant_granted_at_with_by', violation_error_code='pair', violation_error_message='Say when and by whom, both or neither.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='role_grant_ended_at_with_by', violation_error_code='pair', violation_error_message='Say when and by whom, both or neither.'), models.CheckConstraint(condition=models.Q(('expires_at', None), ('expires_at__gt', models.F('granted_at')), _connector='OR'), name='role_grant_granted_at_before_expires_at', violation_error_code='period', violation_error_message='It must start before it ends.'), models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['agent', 'agent_submitter']), _negated=True), ('expires_at__isnull', False), _connector='OR'), name='role_grant_of_an_agent_has_an_end', violation_error_code='expires', violation_error_message='An agent acts until a day that is named.'), models.UniqueConstraint(condition=models.Q(('ended_at', None), ('role__in', ['auditor', 'secadmin', 'sysadmin'])), fields=('user',), name='role_grant_one_power_each', violation_error_code='powers', violation_error_message='System, security and audit powers are kept by different people.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at', None)), expressions=[('user', '='), (models.Case(models.When(role__in=['secadmin', 'sysadmin'], then=models.Value(1)), default=models.Value(0), output_field=models.IntegerField()), '<>')], name='role_grant_administrators_do_no_business', violation_error_code='powers', violation_error_message='Whoever administers accounts or rights holds no business role.')],
                'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "foundation_rolegrantevent" ("ended_at", "ended_by_id", "expires_at", "granted_at", "granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "scope_id", "scope_kind", "title", "user_id") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."expires_at", NEW."granted_at", NEW."granted_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."scope_id", NEW."scope_kind", NEW."title", NEW."user_id"); RETURN NULL;', hash='a16779023a9c3760a10bde573ee69c94822f868e', operation='INSERT', pgid='pgtrigger_insert_insert_a65b0', table='foundation_rolegrant', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "foundation_rolegrantevent" ("ended_at", "ended_by_id", "expires_at", "granted_at", "granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "scope_id", "scope_kind", "title", "user_id") VALUES (NEW."ended_at", NEW."ended_by_id", NEW."expires_at", NEW."granted_at", NEW."granted_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."scope_id", NEW."scope_kind", NEW."title", NEW."user_id"); RETURN NULL;', hash='493c946088ff3fff461ae0a97ccaa7f53612604e', operation='UPDATE', pgid='pgtrigger_update_update_15199', table='foundation_rolegrant', when='AFTER')), pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "foundation_rolegrantevent" ("ended_at", "ended_by_id", "expires_at", "granted_at", "granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "scope_id", "scope_kind", "title", "user_id") VALUES (OLD."ended_at", OLD."ended_by_id", OLD."expires_at", OLD."granted_at", OLD."granted_by_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."scope_id", OLD."scope_kind", OLD."title", OLD."user_id"); RETURN NULL;', hash='e948b2ba4738f72efe4de5b015f5a3aab9977643', operation='DELETE', pgid='pgtrigger_delete_delete_637a1', table='foundation_rolegrant', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='RoleGrantEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('officer', 'program officer'), ('checker', 'second checker'), ('finance', 'finance'), ('leader', 'leader'), ('company_admin', 'company administrator'), ('company_editor', 'company editor'), ('agent', 'agent of a company'), ('agent_submitter', 'agent who may hand in'), ('district', 'district bureau'), ('expert', 'expert'), ('operator', 'incubator operator'), ('service', 'service officer'), ('supervisor', 'discipline supervisor'), ('auditor', 'auditor'), ('sysadmin', 'system administrator'), ('secadmin', 'security administrator')], max_length=20, verbose_name='role')),
                ('scope_kind', models.CharField(choices=[('everything', 'everything'), ('program', 'one program'), ('district', 'one district'), ('company', 'one company'), ('carrier', 'one incubator'), ('assignment', 'what is assigned to them')], default='everything', max_length=12, verbose_name='limited to')),
                ('scope_id', models.CharField(blank=True, max_length=20, verbose_name='which one')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='title there')),
                ('granted_at', models.DateTimeField(null=True, verbose_name='granted')),
                ('expires_at', models.DateTimeField(null=True, verbose_name='holds until')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('ended_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                ('granted_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='foundation.rolegrant')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'abstract': False,
                'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='07588760c47c8fac4d70d5e528abd7d88f903887', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1a0bd', table='foundation_rolegrantevent', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.CharField(max_length=80, verbose_name='list')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('query', models.CharField(max_length=2000, verbose_name='filters')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved view',
                'verbose_name_plural': 'saved views',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'of', 'name'), name='saved_view_once_per_name', violation_error_code='name', violation_error_message='You have a view of this name already.')],
            },
        ),
        foundation.triggers.InstallTriggers(
        ),
    ]
