import django.contrib.postgres.indexes
import django.db.models.deletion
import foundation.money
import foundation.refusals
import foundation.triggers
import pgtrigger.compiler
import startups.companies.models
import startups.indicators.catalog
from django.conf import settings
from django.db import migrations, models


# The check character of GB 32100-2015, for the database to compute by itself.
CREATE_USCC_IS_VALID = """
CREATE FUNCTION kapok_uscc_is_valid(code text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT code ~ '^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$'
    AND strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', right(code, 1)) - 1 = (31 - (
        SELECT sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, i, 1)) - 1)
            * (ARRAY[1,3,9,27,19,26,16,17,20,29,25,13,8,24,10,30,28])[i])
        FROM generate_series(1, 17) AS i) % 31) % 31
$$
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '0001_initial'),
        ('foundation', '__first__'),
    ]

    operations = [
        migrations.RunSQL(
            CREATE_USCC_IS_VALID, "DROP FUNCTION kapok_uscc_is_valid(text)"
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('foundation.rolegrant',),
        ),
        migrations.CreateModel(
            name='Company',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uscc', models.CharField(max_length=18, verbose_name='unified social credit code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('english_name', models.CharField(blank=True, max_length=200, verbose_name='English name')),
                ('status', models.CharField(choices=[('unverified', 'not verified yet'), ('verified', 'verified'), ('refused', 'not accepted'), ('merged', 'merged into another record')], default='unverified', editable=False, max_length=12, verbose_name='record')),
                ('registry_state', models.CharField(choices=[('normal', 'in operation'), ('abnormal', 'on the abnormal operation list'), ('moved_out', 'moved out of the city'), ('dissolved', 'dissolved')], default='normal', max_length=12, verbose_name='registry state')),
                ('industry', models.CharField(blank=True, max_length=4, verbose_name='industry (GB/T 4754)')),
                ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded on')),
                ('registered_capital', foundation.money.FiniteDecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='registered capital')),
                ('legal_representative', models.CharField(blank=True, max_length=80, verbose_name='legal representative')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('contact_name', models.CharField(blank=True, max_length=80, verbose_name='contact')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name="contact's e-mail")),
                ('size', models.CharField(blank=True, choices=[('large', 'large'), ('medium', 'medium'), ('small', 'small'), ('micro', 'micro')], editable=False, max_length=8, verbose_name='size class')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='entered')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='companies', to='foundation.district', verbose_name='district')),
                ('merged_into', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='startups.company', verbose_name='merged into')),
                ('zones', models.ManyToManyField(blank=True, to='foundation.zone', verbose_name='zones')),
            ],
            options={
                'verbose_name': 'company',
                'verbose_name_plural': 'companies',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('name'), name='gin_trgm_ops'), name='company_name_trigrams'), models.Index(fields=['district', '-id'], name='company_by_district')],
                'constraints': [models.CheckConstraint(condition=models.Q(startups.companies.models.UsccIsValid(models.F('uscc'))), name='company_uscc_is_valid', violation_error_code='uscc', violation_error_message='This is not a valid unified social credit code: it has 18 characters, and the last one is computed from the others.'), models.UniqueConstraint(condition=models.Q(('status', 'merged'), _negated=True), fields=('uscc',), name='company_uscc_once_among_live', violation_error_code='uscc_taken', violation_error_message='There is a company with this code already.'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('status', 'merged')), models.Q(models.Q(('status', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='company_merged_into_when_merged', violation_error_code='merge', violation_error_message='A merged record names the one it became.')],
                'triggers': [pgtrigger.compiler.Trigger(name='company_status_follows_lifecycle', sql=foundation.refusals._GuardSql(declare='DECLARE was text;', func="IF TG_OP = 'INSERT' THEN IF NEW.status <> 'unverified' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'company_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'company_status_follows_lifecycle', DETAIL = jsonb_build_object('source', '', 'target', NEW.status)::text; END IF; RETURN NEW; END IF; was := OLD.status; IF NEW.status <> was AND (was, NEW.status) NOT IN (('refused', 'merged'), ('refused', 'verified'), ('unverified', 'merged'), ('unverified', 'refused'), ('unverified', 'verified'), ('verified', 'merged')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'company_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'company_status_follows_lifecycle', DETAIL = jsonb_build_object('source', was, 'target', NEW.status)::text; END IF; RETURN NEW;", hash='0f3e7dfda8f5c8686b0060f1abcd5c5fc81cea59', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_company_status_follows_lifecycle_fb7dc', table='startups_company', when='BEFORE')), pgtrigger.compiler.Trigger(name='company_status_change_is_journaled', sql=foundation.refusals._GuardSql(constraint='CONSTRAINT', func="IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM foundation_entry WHERE subject_type = 'startups.company' AND subject_id = NEW.id::text AND source = OLD.status AND target = NEW.status AND transaction = pg_current_xact_id()::text::bigint) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'company_status_change_is_journaled', TABLE = TG_TABLE_NAME, MESSAGE = 'company_status_change_is_journaled', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='7f4ce352ccc86f3d4ebfdb1046045e4379e8f18e', operation='UPDATE OF "status"', pgid='pgtrigger_company_status_change_is_journaled_3231c', table='startups_company', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='CompanyName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='startups.company')),
            ],
            options={
                'verbose_name': 'former name',
                'verbose_name_plural': 'former names',
                'indexes': [django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(models.F('name'), name='gin_trgm_ops'), name='former_name_trigrams')],
                'constraints': [models.UniqueConstraint(fields=('company', 'name'), name='company_name_once_per_company', violation_error_code='name', violation_error_message='This former name is recorded already.')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency_name', models.CharField(max_length=200, verbose_name='agency')),
                ('agency_uscc', models.CharField(max_length=18, verbose_name="agency's code")),
                ('grant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='delegation', to='foundation.rolegrant', verbose_name='role')),
            ],
            options={
                'verbose_name': 'delegation',
                'verbose_name_plural': 'delegations',
                'constraints': [models.CheckConstraint(condition=models.Q(startups.companies.models.UsccIsValid(models.F('agency_uscc'))), name='delegation_agency_uscc_is_valid', violation_error_code='agency_uscc', violation_error_message='This is not a valid unified social credit code: it has 18 characters, and the last one is computed from the others.')],
                'triggers': [pgtrigger.compiler.Trigger(name='delegation_is_append_only', sql=foundation.refusals._GuardSql(func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_is_append_only', TABLE = TG_TABLE_NAME, MESSAGE = 'delegation_is_append_only', DETAIL = jsonb_build_object()::text;", hash='9bb79fac24053c79fc4486699bcd654013e934cf', operation='UPDATE OR DELETE', pgid='pgtrigger_delegation_is_append_only_29194', table='startups_delegation', when='BEFORE')), pgtrigger.compiler.Trigger(name='delegation_is_never_emptied', sql=foundation.refusals._GuardSql(func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_is_never_emptied', TABLE = TG_TABLE_NAME, MESSAGE = 'delegation_is_never_emptied', DETAIL = jsonb_build_object()::text;", hash='8e505c026ee6ae7f6dddd57bafd51451374411af', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_delegation_is_never_emptied_32837', table='startups_delegation', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('open', 'waiting for an answer'), ('accepted', 'accepted'), ('refused', 'refused')], default='open', editable=False, max_length=8, verbose_name='status')),
                ('note', models.TextField(blank=True, max_length=500, verbose_name='note')),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='asked')),
                ('asked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to='startups.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'request to join',
                'verbose_name_plural': 'requests to join',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['status', '-id'], name='join_request_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked_at', None), ('asked_by', None)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR'), name='join_request_asked_at_with_by', violation_error_code='pair', violation_error_message='Say when and by whom, both or neither.'), models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('company', 'asked_by'), name='join_request_once_while_open', violation_error_code='asked', violation_error_message='You have asked already; wait for the answer.')],
                'triggers': [pgtrigger.compiler.Trigger(name='join_request_status_follows_lifecycle', sql=foundation.refusals._GuardSql(declare='DECLARE was text;', func="IF TG_OP = 'INSERT' THEN IF NEW.status <> 'open' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'join_request_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'join_request_status_follows_lifecycle', DETAIL = jsonb_build_object('source', '', 'target', NEW.status)::text; END IF; RETURN NEW; END IF; was := OLD.status; IF NEW.status <> was AND (was, NEW.status) NOT IN (('open', 'accepted'), ('open', 'refused')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'join_request_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'join_request_status_follows_lifecycle', DETAIL = jsonb_build_object('source', was, 'target', NEW.status)::text; END IF; RETURN NEW;", hash='e2a43319963f5ab23ba20ffd69b41e0daa7d772c', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_join_request_status_follows_lifecycle_92bb9', table='startups_joinrequest', when='BEFORE')), pgtrigger.compiler.Trigger(name='join_request_status_change_is_journaled', sql=foundation.refusals._GuardSql(constraint='CONSTRAINT', func="IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM foundation_entry WHERE subject_type = 'startups.joinrequest' AND subject_id = NEW.id::text AND source = OLD.status AND target = NEW.status AND transaction = pg_current_xact_id()::text::bigint) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'join_request_status_change_is_journaled', TABLE = TG_TABLE_NAME, MESSAGE = 'join_request_status_change_is_journaled', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='29d1505eb25fa4ebad88ab66a6d823b5137f0c0d', operation='UPDATE OF "status"', pgid='pgtrigger_join_request_status_change_is_journaled_3234f', table='startups_joinrequest', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('merged_at', models.DateTimeField()),
                ('absorbed', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='merge', to='startups.company')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='startups.company')),
                ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('merged_at', None), ('merged_by', None)), models.Q(('merged_at__isnull', False), ('merged_by__isnull', False)), _connector='OR'), name='merge_merged_at_with_by', violation_error_code='pair', violation_error_message='Say when and by whom, both or neither.'), models.CheckConstraint(condition=models.Q(('kept', models.F('absorbed')), _negated=True), name='merge_of_two_companies', violation_error_code='merge', violation_error_message='A company cannot be merged into itself.')],
                'triggers': [pgtrigger.compiler.Trigger(name='merge_is_append_only', sql=foundation.refusals._GuardSql(func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'merge_is_append_only', TABLE = TG_TABLE_NAME, MESSAGE = 'merge_is_append_only', DETAIL = jsonb_build_object()::text;", hash='1bc5bedb9e9f5d3c5c32411b8b97c82f7b139dc8', operation='UPDATE OR DELETE', pgid='pgtrigger_merge_is_append_only_e00a7', table='startups_merge', when='BEFORE')), pgtrigger.compiler.Trigger(name='merge_is_never_emptied', sql=foundation.refusals._GuardSql(func="RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'merge_is_never_emptied', TABLE = TG_TABLE_NAME, MESSAGE = 'merge_is_never_emptied', DETAIL = jsonb_build_object()::text;", hash='00cee56b34d041b15ae1c4e5c40e625179d9bad6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_merge_is_never_emptied_f2c09', table='startups_merge', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='MergeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('open', 'waiting for an answer'), ('confirmed', 'merged'), ('refused', 'refused')], default='open', editable=False, max_length=9, verbose_name='status')),
                ('note', models.TextField(max_length=1000, verbose_name='note')),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='asked')),
                ('asked_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merge_requests', to='startups.company', verbose_name='record to merge')),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='startups.company', verbose_name='record that stays')),
            ],
            options={
                'verbose_name': 'request to merge',
                'verbose_name_plural': 'requests to merge',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('asked_at', None), ('asked_by', None)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR'), name='merge_request_asked_at_with_by', violation_error_code='pair', violation_error_message='Say when and by whom, both or neither.'), models.CheckConstraint(condition=models.Q(('company', models.F('into')), _negated=True), name='merge_request_of_two_companies', violation_error_code='merge', violation_error_message='A company cannot be merged into itself.'), models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('company',), name='merge_request_once_while_open', violation_error_code='asked', violation_error_message='A merge of this record has been asked for already.')],
                'triggers': [pgtrigger.compiler.Trigger(name='merge_request_status_follows_lifecycle', sql=foundation.refusals._GuardSql(declare='DECLARE was text;', func="IF TG_OP = 'INSERT' THEN IF NEW.status <> 'open' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'merge_request_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'merge_request_status_follows_lifecycle', DETAIL = jsonb_build_object('source', '', 'target', NEW.status)::text; END IF; RETURN NEW; END IF; was := OLD.status; IF NEW.status <> was AND (was, NEW.status) NOT IN (('open', 'confirmed'), ('open', 'refused')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'merge_request_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'merge_request_status_follows_lifecycle', DETAIL = jsonb_build_object('source', was, 'target', NEW.status)::text; END IF; RETURN NEW;", hash='85a6fcd24ee8f05d78682a63ab4f14eae95aa236', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_merge_request_status_follows_lifecycle_c24c0', table='startups_mergerequest', when='BEFORE')), pgtrigger.compiler.Trigger(name='merge_request_status_change_is_journaled', sql=foundation.refusals._GuardSql(constraint='CONSTRAINT', func="IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM foundation_entry WHERE subject_type = 'startups.mergerequest' AND subject_id = NEW.id::text AND source = OLD.status AND target = NEW.status AND transaction = pg_current_xact_id()::text::bigint) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'merge_request_status_change_is_journaled', TABLE = TG_TABLE_NAME, MESSAGE = 'merge_request_status_change_is_journaled', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='aecfaa1ee6a564772787631fde22bb06d0bdee39', operation='UPDATE OF "status"', pgid='pgtrigger_merge_request_status_change_is_journaled_e391d', table='startups_mergerequest', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('SP', 'space and premises'), ('MT', 'mentoring'), ('FN', 'investment and finance'), ('IP', 'intellectual property'), ('LG', 'law, accounting and tax'), ('MK', 'market access'), ('HR', 'talent'), ('TR', 'training and events'), ('PL', 'applying to programs'), ('TE', 'technology matching'), ('IN', 'international cooperation'), ('GR', 'coordination with authorities')], max_length=2, verbose_name='service')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('status', models.CharField(choices=[('new', 'new'), ('accepted', 'accepted'), ('in_progress', 'in progress'), ('coordination', 'waiting for others'), ('resolved', 'resolved'), ('confirmed', 'confirmed by the company'), ('unresolved', 'closed unresolved')], default='new', editable=False, max_length=12, verbose_name='status')),
                ('raised_on', models.DateField(verbose_name='raised on')),
                ('accept_by_day', models.DateField(verbose_name='to be accepted by')),
                ('close_by_day', models.DateField(verbose_name='to be closed by')),
                ('closed_on', models.DateField(editable=False, null=True, verbose_name='closed on')),
                ('resolution', models.TextField(blank=True, editable=False, verbose_name='resolution')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='startups.company', verbose_name='company')),
                ('handler', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='needs', to=settings.AUTH_USER_MODEL, verbose_name='handled by')),
            ],
            options={
                'verbose_name': 'need',
                'verbose_name_plural': 'needs',
                'ordering': ['-raised_on', '-id'],
                'indexes': [models.Index(models.F('status'), models.F('close_by_day'), name='need_by_deadline')],
                'constraints': [models.CheckConstraint(condition=models.Q(('close_by_day', None), ('close_by_day__gt', models.F('raised_on')), _connector='OR'), name='need_raised_on_before_close_by_day', violation_error_code='period', violation_error_message='It must start before it ends.'), models.CheckConstraint(condition=models.Q(('accept_by_day', None), ('accept_by_day__gt', models.F('raised_on')), _connector='OR'), name='need_raised_on_before_accept_by_day', violation_error_code='period', violation_error_message='It must start before it ends.')],
                'triggers': [pgtrigger.compiler.Trigger(name='need_status_follows_lifecycle', sql=foundation.refusals._GuardSql(declare='DECLARE was text;', func="IF TG_OP = 'INSERT' THEN IF NEW.status <> 'new' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'need_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'need_status_follows_lifecycle', DETAIL = jsonb_build_object('source', '', 'target', NEW.status)::text; END IF; RETURN NEW; END IF; was := OLD.status; IF NEW.status <> was AND (was, NEW.status) NOT IN (('accepted', 'in_progress'), ('accepted', 'unresolved'), ('coordination', 'in_progress'), ('coordination', 'resolved'), ('coordination', 'unresolved'), ('in_progress', 'coordination'), ('in_progress', 'resolved'), ('in_progress', 'unresolved'), ('new', 'accepted'), ('resolved', 'confirmed'), ('resolved', 'in_progress')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'need_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'need_status_follows_lifecycle', DETAIL = jsonb_build_object('source', was, 'target', NEW.status)::text; END IF; RETURN NEW;", hash='43f3ebd8a2807c19e891ba80603a143078d4ff46', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_need_status_follows_lifecycle_d088f', table='startups_need', when='BEFORE')), pgtrigger.compiler.Trigger(name='need_status_change_is_journaled', sql=foundation.refusals._GuardSql(constraint='CONSTRAINT', func="IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM foundation_entry WHERE subject_type = 'startups.need' AND subject_id = NEW.id::text AND source = OLD.status AND target = NEW.status AND transaction = pg_current_xact_id()::text::bigint) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'need_status_change_is_journaled', TABLE = TG_TABLE_NAME, MESSAGE = 'need_status_change_is_journaled', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='95e406f3aa3dfcf09d30bf65b5be20cacb60b9f8', operation='UPDATE OF "status"', pgid='pgtrigger_need_status_change_is_journaled_3f0f3', table='startups_need', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('active', 'active'), ('ended', 'ended')], default='active', editable=False, max_length=8, verbose_name='status')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('goals', models.TextField(blank=True, verbose_name='goals')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='startups.company', verbose_name='company')),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to=settings.AUTH_USER_MODEL, verbose_name='service officer')),
            ],
            options={
                'verbose_name': 'support plan',
                'verbose_name_plural': 'support plans',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='plan_starts_on_before_ends_on', violation_error_code='period', violation_error_message='It must start before it ends.'), models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('company',), name='plan_once_active_per_company', violation_error_code='plan', violation_error_message='This company has an active plan already.')],
                'triggers': [pgtrigger.compiler.Trigger(name='plan_status_follows_lifecycle', sql=foundation.refusals._GuardSql(declare='DECLARE was text;', func="IF TG_OP = 'INSERT' THEN IF NEW.status <> 'active' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'plan_status_follows_lifecycle', DETAIL = jsonb_build_object('source', '', 'target', NEW.status)::text; END IF; RETURN NEW; END IF; was := OLD.status; IF NEW.status <> was AND (was, NEW.status) NOT IN (('active', 'ended')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'plan_status_follows_lifecycle', DETAIL = jsonb_build_object('source', was, 'target', NEW.status)::text; END IF; RETURN NEW;", hash='b7868eefe63cbd9e6de58e9a13271f93251f53e9', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_plan_status_follows_lifecycle_358f1', table='startups_plan', when='BEFORE')), pgtrigger.compiler.Trigger(name='plan_status_change_is_journaled', sql=foundation.refusals._GuardSql(constraint='CONSTRAINT', func="IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM foundation_entry WHERE subject_type = 'startups.plan' AND subject_id = NEW.id::text AND source = OLD.status AND target = NEW.status AND transaction = pg_current_xact_id()::text::bigint) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_status_change_is_journaled', TABLE = TG_TABLE_NAME, MESSAGE = 'plan_status_change_is_journaled', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='e6fc98c29cbdeb7df65842b61de868caf763a18c', operation='UPDATE OF "status"', pgid='pgtrigger_plan_status_change_is_journaled_09a12', table='startups_plan', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hte', 'high-tech enterprise'), ('tech_sme', 'technology-based SME'), ('little_giant', 'S&T little giant'), ('srdi', 'specialized and sophisticated SME'), ('gazelle', 'gazelle company'), ('unicorn', 'unicorn')], max_length=16, verbose_name='title')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='certificate')),
                ('issued_on', models.DateField(verbose_name='issued on')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='qualifications', to='startups.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'qualification',
                'verbose_name_plural': 'qualifications',
                'ordering': ['-issued_on'],
                'indexes': [models.Index(models.F('kind'), models.F('issued_on'), models.F('valid_until'), name='qualification_valid')],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until', None), ('valid_until__gt', models.F('issued_on')), _connector='OR'), name='qualification_issued_on_before_valid_until', violation_error_code='period', violation_error_message='It must start before it ends.'), models.UniqueConstraint(fields=('company', 'kind', 'issued_on'), name='qualification_once_per_day', violation_error_code='qualification', violation_error_message='This title is recorded already.')],
            },
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('status', models.CharField(choices=[('open', 'being filled in'), ('submitted', 'submitted'), ('district_ok', 'checked by the district'), ('confirmed', 'confirmed')], default='open', editable=False, max_length=12, verbose_name='status')),
                ('submitted_on', models.DateField(editable=False, null=True, verbose_name='submitted on')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='startups.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'yearly return',
                'verbose_name_plural': 'yearly returns',
                'indexes': [models.Index(models.F('year'), models.F('status'), name='return_by_year')],
                'constraints': [models.UniqueConstraint(fields=('company', 'year'), name='return_once_per_company_and_year', violation_error_code='return', violation_error_message='There is a return for this year already.'), models.CheckConstraint(condition=models.Q(('year__gte', 1990), ('year__lte', 2100)), name='return_year_is_a_year', violation_error_code='year', violation_error_message='Give a year between 1990 and 2100.')],
                'triggers': [pgtrigger.compiler.Trigger(name='return_status_follows_lifecycle', sql=foundation.refusals._GuardSql(declare='DECLARE was text;', func="IF TG_OP = 'INSERT' THEN IF NEW.status <> 'open' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'return_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'return_status_follows_lifecycle', DETAIL = jsonb_build_object('source', '', 'target', NEW.status)::text; END IF; RETURN NEW; END IF; was := OLD.status; IF NEW.status <> was AND (was, NEW.status) NOT IN (('district_ok', 'confirmed'), ('district_ok', 'open'), ('open', 'submitted'), ('submitted', 'confirmed'), ('submitted', 'district_ok'), ('submitted', 'open')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'return_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'return_status_follows_lifecycle', DETAIL = jsonb_build_object('source', was, 'target', NEW.status)::text; END IF; RETURN NEW;", hash='dd105e1a471639f56ef729ad7681d41d3b071436', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_return_status_follows_lifecycle_0a644', table='startups_return', when='BEFORE')), pgtrigger.compiler.Trigger(name='return_status_change_is_journaled', sql=foundation.refusals._GuardSql(constraint='CONSTRAINT', func="IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM foundation_entry WHERE subject_type = 'startups.return' AND subject_id = NEW.id::text AND source = OLD.status AND target = NEW.status AND transaction = pg_current_xact_id()::text::bigint) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'return_status_change_is_journaled', TABLE = TG_TABLE_NAME, MESSAGE = 'return_status_change_is_journaled', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='8577d7df881722a1bc968540548e3c6322dfeaea', operation='UPDATE OF "status"', pgid='pgtrigger_return_status_change_is_journaled_cdab8', table='startups_return', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='ServiceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('SP', 'space and premises'), ('MT', 'mentoring'), ('FN', 'investment and finance'), ('IP', 'intellectual property'), ('LG', 'law, accounting and tax'), ('MK', 'market access'), ('HR', 'talent'), ('TR', 'training and events'), ('PL', 'applying to programs'), ('TE', 'technology matching'), ('IN', 'international cooperation'), ('GR', 'coordination with authorities')], max_length=2, verbose_name='service')),
                ('given_on', models.DateField(verbose_name='given on')),
                ('summary', models.CharField(max_length=200, verbose_name='summary')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='confirmed on')),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='rating')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='startups.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'service record',
                'verbose_name_plural': 'service records',
                'ordering': ['-given_on', '-id'],
                'indexes': [models.Index(models.F('confirmed_on'), name='service_by_confirmation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('confirmed_on', None), ('confirmed_on__gte', models.F('given_on')), _connector='OR'), name='service_record_confirmed_after_given', violation_error_code='period', violation_error_message='A service is confirmed after it was given.'), models.CheckConstraint(condition=models.Q(('rating', None), models.Q(('rating__gte', 1), ('rating__lte', 5)), _connector='OR'), name='service_record_rating_from_1_to_5', violation_error_code='rating', violation_error_message='A rating is a number from 1 to 5.')],
            },
        ),
        migrations.CreateModel(
            name='Shareholder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'person'), ('organization', 'organization')], max_length=12, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('code', models.CharField(blank=True, max_length=18, verbose_name='unified social credit code')),
                ('share', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='share (%)')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='since')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shareholders', to='startups.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'shareholder',
                'verbose_name_plural': 'shareholders',
                'ordering': ['-share', 'name'],
                'indexes': [models.Index(models.F('name'), name='shareholder_by_name')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='shareholder_starts_on_before_ends_on', violation_error_code='period', violation_error_message='It must start before it ends.'), models.CheckConstraint(condition=models.Q(('share', None), models.Q(('share__gt', 0), ('share__lte', 100)), _connector='OR'), name='shareholder_share_is_a_part', violation_error_code='share', violation_error_message='A share is more than 0 and at most 100 %.'), models.CheckConstraint(condition=models.Q(('kind', 'organization'), ('code', ''), _connector='OR'), name='shareholder_people_have_no_code', violation_error_code='code', violation_error_message='Only an organization has a social credit code.'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('company', 'name', 'code'), name='shareholder_once_at_a_time', violation_error_code='shareholder', violation_error_message='This shareholder is recorded already.')],
            },
        ),
        migrations.CreateModel(
            name='Value',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('indicator', models.CharField(choices=startups.indicators.catalog.choices, max_length=24, verbose_name='indicator')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='value')),
                ('verification', models.CharField(choices=[('declared', 'declared by the company'), ('document', 'shown by a document'), ('registry', 'taken from a registry')], default='declared', max_length=10, verbose_name='verification')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='startups.company')),
                ('filed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='startups.return', verbose_name='yearly return')),
            ],
            options={
                'verbose_name': 'value',
                'verbose_name_plural': 'values',
                'indexes': [models.Index(models.F('indicator'), models.F('year'), name='value_by_indicator')],
                'constraints': [models.UniqueConstraint(fields=('company', 'indicator', 'year'), name='value_once_per_indicator_and_year', violation_error_code='value', violation_error_message='There is a value for this year already.')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visited_on', models.DateField(verbose_name='visited on')),
                ('on_site', models.BooleanField(default=True, verbose_name='on site')),
                ('people', models.CharField(blank=True, max_length=200, verbose_name='people met')),
                ('topics', models.CharField(max_length=200, verbose_name='topics')),
                ('findings', models.TextField(blank=True, verbose_name='findings')),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='next visit')),
                ('logged_at', models.DateTimeField(editable=False, null=True, verbose_name='logged')),
                ('logged_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='logged by')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='startups.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'ordering': ['-visited_on', '-id'],
                'indexes': [models.Index(models.F('visited_on'), name='visit_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('logged_at', None), ('logged_by', None)), models.Q(('logged_at__isnull', False), ('logged_by__isnull', False)), _connector='OR'), name='visit_logged_at_with_by', violation_error_code='pair', violation_error_message='Say when and by whom, both or neither.'), models.CheckConstraint(condition=models.Q(('next_on', None), ('next_on__gt', models.F('visited_on')), _connector='OR'), name='visit_visited_on_before_next_on', violation_error_code='period', violation_error_message='It must start before it ends.')],
            },
        ),
        foundation.triggers.InstallTriggers(
        ),
    ]
