import django.contrib.postgres.constraints
import django.db.models.deletion
import foundation.money
import foundation.refusals
import foundation.triggers
import incubators.carriers.models
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('foundation', '0001_initial'),
        ('foundation', '__first__'),
        ('startups', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Carrier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('english_name', models.CharField(blank=True, max_length=160, verbose_name='English name')),
                ('carrier_type', models.CharField(choices=[('maker_space', 'maker-space'), ('incubator', 'incubator'), ('accelerator', 'accelerator'), ('science_park', 'science park')], max_length=12, verbose_name='type')),
                ('specialism', models.CharField(choices=[('general', 'general'), ('professional', 'specialized')], default='general', max_length=12, verbose_name='specialism')),
                ('level', models.CharField(choices=[('registered', 'registered'), ('district', 'district level'), ('city', 'city level'), ('province', 'provincial level'), ('national', 'national level')], max_length=12, verbose_name='level')),
                ('ownership', models.CharField(choices=[('state', 'state-owned'), ('private', 'private'), ('university', 'university')], default='private', max_length=12, verbose_name='ownership')),
                ('status', models.CharField(choices=[('operating', 'operating'), ('delisted', 'delisted')], default='operating', editable=False, max_length=10, verbose_name='status')),
                ('operator_name', models.CharField(max_length=120, verbose_name='operator')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='address')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carriers', to='foundation.district', verbose_name='district')),
                ('operator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='operated_carriers', to='startups.company', verbose_name='operating company')),
                ('zone', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='foundation.zone', verbose_name='zone')),
            ],
            options={
                'verbose_name': 'incubator',
                'verbose_name_plural': 'incubators',
                'ordering': ['code'],
                'indexes': [models.Index(models.F('district'), models.F('code'), name='carrier_by_district')],
                'triggers': [pgtrigger.compiler.Trigger(name='carrier_status_follows_lifecycle', sql=foundation.refusals._GuardSql(declare='DECLARE was text;', func="IF TG_OP = 'INSERT' THEN IF NEW.status <> 'operating' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'carrier_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'carrier_status_follows_lifecycle', DETAIL = jsonb_build_object('source', '', 'target', NEW.status)::text; END IF; RETURN NEW; END IF; was := OLD.status; IF NEW.status <> was AND (was, NEW.status) NOT IN (('delisted', 'operating'), ('operating', 'delisted')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'carrier_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'carrier_status_follows_lifecycle', DETAIL = jsonb_build_object('source', was, 'target', NEW.status)::text; END IF; RETURN NEW;", hash='7ce53b491235ef51a0778c00b09a5097e7a69bc1', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_carrier_status_follows_lifecycle_10e0c', table='incubators_carrier', when='BEFORE')), pgtrigger.compiler.Trigger(name='carrier_status_change_is_journaled', sql=foundation.refusals._GuardSql(constraint='CONSTRAINT', func="IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM foundation_entry WHERE subject_type = 'incubators.carrier' AND subject_id = NEW.id::text AND source = OLD.status AND target = NEW.status AND transaction = pg_current_xact_id()::text::bigint) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'carrier_status_change_is_journaled', TABLE = TG_TABLE_NAME, MESSAGE = 'carrier_status_change_is_journaled', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='577c431598f16c9fe3b92edaa7c393c1a1d86f35', operation='UPDATE OF "status"', pgid='pgtrigger_carrier_status_change_is_journaled_5150c', table='incubators_carrier', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER'))],
            },
        ),
        migrations.CreateModel(
            name='Building',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('floors', models.PositiveSmallIntegerField(default=1, verbose_name='floors')),
                ('area', foundation.money.FiniteDecimalField(decimal_places=2, max_digits=12, verbose_name='floor area (m²)')),
                ('measured', foundation.money.FiniteDecimalField(decimal_places=2, default=0, editable=False, max_digits=12)),
                ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buildings', to='incubators.carrier', verbose_name='incubator')),
            ],
            options={
                'verbose_name': 'building',
                'verbose_name_plural': 'buildings',
                'ordering': ['carrier', 'name'],
                'constraints': [models.UniqueConstraint(fields=('carrier', 'name'), name='building_name_once_per_carrier', violation_error_code='building', violation_error_message='This incubator has such a building already.'), models.CheckConstraint(condition=models.Q(('area__gt', 0)), name='building_area_is_positive', violation_error_code='area', violation_error_message='An area is more than zero.'), models.CheckConstraint(condition=models.Q(('measured__lte', models.F('area'))), name='unit_areas_within_building', violation_error_code='area', violation_error_message='The units of a building cannot be larger than the building.')],
                'triggers': [pgtrigger.compiler.Trigger(name='building_total_is_kept', sql=foundation.refusals._GuardSql(func="IF pg_trigger_depth() = 1 AND ROW(NEW.measured) IS DISTINCT FROM ROW(OLD.measured) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'building_total_is_kept', TABLE = TG_TABLE_NAME, MESSAGE = 'building_total_is_kept', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='7a594e9f9145c4077e7f01a852024d769a4f7651', operation='UPDATE OF "measured"', pgid='pgtrigger_building_total_is_kept_65d7b', table='incubators_building', when='AFTER')), pgtrigger.compiler.Trigger(name='building_stays_with_its_carrier', sql=foundation.refusals._GuardSql(func="IF ROW(NEW.carrier_id) IS DISTINCT FROM ROW(OLD.carrier_id) AND EXISTS (SELECT 1 FROM incubators_unit WHERE building_id = OLD.id) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'building_stays_with_its_carrier', TABLE = TG_TABLE_NAME, MESSAGE = 'building_stays_with_its_carrier', DETAIL = jsonb_build_object()::text; END IF; RETURN NEW;", hash='6724c4f201dc9181ca626c688e40f475fbf35da3', operation='UPDATE OF "carrier_id"', pgid='pgtrigger_building_stays_with_its_carrier_6f210', table='incubators_building', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tenant_class', models.CharField(choices=[('tenant', 'incubated company'), ('resident', 'resident company')], default='tenant', max_length=8, verbose_name='class')),
                ('status', models.CharField(choices=[('applied', 'applied'), ('admitted', 'admitted'), ('incubating', 'incubating'), ('extended', 'extended'), ('graduated', 'graduated'), ('exited', 'left'), ('refused', 'refused')], default='applied', editable=False, max_length=12, verbose_name='status')),
                ('applied_on', models.DateField(blank=True, null=True, verbose_name='applied on')),
                ('moved_in_on', models.DateField(blank=True, null=True, verbose_name='moved in on')),
                ('term_ends_on', models.DateField(blank=True, null=True, verbose_name='term ends on')),
                ('moved_out_on', models.DateField(blank=True, null=True, verbose_name='moved out on')),
                ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='incubators.carrier', verbose_name='incubator')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='startups.company', verbose_name='company')),
            ],
            options={
                'verbose_name': 'tenancy',
                'verbose_name_plural': 'tenancies',
                'ordering': ['-moved_in_on', '-id'],
                'indexes': [models.Index(models.F('carrier'), models.F('moved_in_on'), name='tenancy_by_carrier'), models.Index(models.F('term_ends_on'), name='tenancy_by_term')],
                'constraints': [models.CheckConstraint(condition=models.Q(('moved_out_on', None), ('moved_out_on__gt', models.F('moved_in_on')), _connector='OR'), name='tenancy_moved_in_on_before_moved_out_on', violation_error_code='period', violation_error_message='It must start before it ends.'), models.CheckConstraint(condition=models.Q(('term_ends_on', None), ('term_ends_on__gt', models.F('moved_in_on')), _connector='OR'), name='tenancy_moved_in_on_before_term_ends_on', violation_error_code='period', violation_error_message='It must start before it ends.'), models.CheckConstraint(condition=models.Q(('moved_out_on', None), ('moved_in_on__isnull', False), _connector='OR'), name='tenancy_moves_out_only_after_moving_in', violation_error_code='period', violation_error_message='It must start before it ends.'), models.CheckConstraint(condition=models.Q(models.Q(('moved_in_on__isnull', False), ('moved_out_on', None), ('status__in', ['incubating', 'extended'])), models.Q(('moved_in_on__isnull', False), ('moved_out_on__isnull', False), ('status', 'graduated')), models.Q(('moved_out_on__isnull', False), ('status', 'exited')), models.Q(('moved_in_on', None), ('status', 'exited')), models.Q(('moved_out_on', None), ('status__in', ['applied', 'admitted', 'refused'])), _connector='OR'), name='tenancy_days_match_its_status', violation_error_code='period', violation_error_message='Give the day of moving in of a tenant, and the day of moving out of one that has left.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('moved_in_on__isnull', False)), expressions=[('company', '='), (incubators.carriers.models.DateRange('moved_in_on', 'moved_out_on'), '&&')], name='tenancy_one_per_company_and_day', violation_error_code='tenancy', violation_error_message='This company is a tenant already on some of these days.')],
                'triggers': [pgtrigger.compiler.Trigger(name='tenancy_status_follows_lifecycle', sql=foundation.refusals._GuardSql(declare='DECLARE was text;', func="IF TG_OP = 'INSERT' THEN IF NEW.status <> 'applied' THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'tenancy_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'tenancy_status_follows_lifecycle', DETAIL = jsonb_build_object('source', '', 'target', NEW.status)::text; END IF; RETURN NEW; END IF; was := OLD.status; IF NEW.status <> was AND (was, NEW.status) NOT IN (('admitted', 'exited'), ('admitted', 'incubating'), ('applied', 'admitted'), ('applied', 'refused'), ('extended', 'exited'), ('extended', 'graduated'), ('incubating', 'exited'), ('incubating', 'extended'), ('incubating', 'graduated')) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'tenancy_status_follows_lifecycle', TABLE = TG_TABLE_NAME, MESSAGE = 'tenancy_status_follows_lifecycle', DETAIL = jsonb_build_object('source', was, 'target', NEW.status)::text; END IF; RETURN NEW;", hash='f1d83e41da978c14d0c0e87a8e85abff4589fa47', operation='INSERT OR UPDATE OF "status"', pgid='pgtrigger_tenancy_status_follows_lifecycle_dc54a', table='incubators_tenancy', when='BEFORE')), pgtrigger.compiler.Trigger(name='tenancy_status_change_is_journaled', sql=foundation.refusals._GuardSql(constraint='CONSTRAINT', func="IF NEW.status <> OLD.status AND NOT EXISTS (SELECT 1 FROM foundation_entry WHERE subject_type = 'incubators.tenancy' AND subject_id = NEW.id::text AND source = OLD.status AND target = NEW.status AND transaction = pg_current_xact_id()::text::bigint) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'tenancy_status_change_is_journaled', TABLE = TG_TABLE_NAME, MESSAGE = 'tenancy_status_change_is_journaled', DETAIL = jsonb_build_object()::text; END IF; RETURN NULL;", hash='af41ace91f5ca7713de788a20d9ce9c63b69c6b4', operation='UPDATE OF "status"', pgid='pgtrigger_tenancy_status_change_is_journaled_6a874', table='incubators_tenancy', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')), pgtrigger.compiler.Trigger(name='tenancy_is_of_its_company_and_carrier', sql=foundation.refusals._GuardSql(func="IF TG_OP = 'DELETE' OR ROW(NEW.company_id, NEW.carrier_id) IS DISTINCT FROM ROW(OLD.company_id, OLD.carrier_id) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'tenancy_is_of_its_company_and_carrier', TABLE = TG_TABLE_NAME, MESSAGE = 'tenancy_is_of_its_company_and_carrier', DETAIL = jsonb_build_object()::text; END IF; RETURN NEW;", hash='0fb2c31f145d47d66242bcee9ce3c3b083ced10d', operation='UPDATE OR DELETE', pgid='pgtrigger_tenancy_is_of_its_company_and_carrier_fdf1c', table='incubators_tenancy', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Graduation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('criterion', models.CharField(choices=[('hte', 'recognized as a high-tech enterprise'), ('financing', 'over 5 million yuan of angel or venture capital'), ('revenue', 'over 10 million yuan of revenue in two years'), ('acquired', 'merged, acquired or listed')], max_length=12, verbose_name='criterion')),
                ('evidence', models.CharField(max_length=200, verbose_name='evidence')),
                ('graduated_on', models.DateField(verbose_name='graduated on')),
                ('recorded_at', models.DateTimeField(editable=False, null=True)),
                ('recorded_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenancy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='graduation', to='incubators.tenancy', verbose_name='tenancy')),
            ],
            options={
                'verbose_name': 'graduation',
                'verbose_name_plural': 'graduations',
                'ordering': ['-graduated_on'],
                'indexes': [models.Index(models.F('graduated_on'), name='graduation_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('recorded_at', None), ('recorded_by', None)), models.Q(('recorded_at__isnull', False), ('recorded_by__isnull', False)), _connector='OR'), name='graduation_recorded_at_with_by', violation_error_code='pair', violation_error_message='Say when and by whom, both or neither.'), models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='graduation_shows_evidence', violation_error_code='evidence', violation_error_message='A graduation names its evidence.')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, verbose_name='number')),
                ('floor', models.SmallIntegerField(default=1, verbose_name='floor')),
                ('use', models.CharField(choices=[('tenant', 'for tenants'), ('public', 'shared services'), ('office', "operator's offices"), ('other', 'other')], default='tenant', max_length=8, verbose_name='use')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('building', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='incubators.building', verbose_name='building')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['building', 'number'],
                'constraints': [models.UniqueConstraint(fields=('building', 'number'), name='unit_number_once_per_building', violation_error_code='unit', violation_error_message='This building has such a unit already.')],
                'triggers': [pgtrigger.compiler.Trigger(name='unit_stays_in_its_building', sql=foundation.refusals._GuardSql(func="IF ROW(NEW.building_id) IS DISTINCT FROM ROW(OLD.building_id) AND EXISTS (SELECT 1 FROM incubators_areafact WHERE unit_id = OLD.id UNION SELECT 1 FROM incubators_occupancy WHERE unit_id = OLD.id) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_stays_in_its_building', TABLE = TG_TABLE_NAME, MESSAGE = 'unit_stays_in_its_building', DETAIL = jsonb_build_object()::text; END IF; RETURN NEW;", hash='590c32c153139d0b9d98eba0242c4ab5a29c5e9e', operation='UPDATE OF "building_id"', pgid='pgtrigger_unit_stays_in_its_building_380dd', table='incubators_unit', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='Occupancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', foundation.money.FiniteDecimalField(decimal_places=2, max_digits=12, verbose_name='area (m²)')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('tenancy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occupancies', to='incubators.tenancy', verbose_name='tenancy')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occupancies', to='incubators.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'occupancy',
                'verbose_name_plural': 'occupancies',
                'ordering': ['tenancy', 'starts_on'],
                'indexes': [models.Index(models.F('unit'), models.F('starts_on'), name='occupancy_by_unit')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='occupancy_starts_on_before_ends_on', violation_error_code='period', violation_error_message='It must start before it ends.'), models.CheckConstraint(condition=models.Q(('area__gt', 0)), name='occupancy_area_is_positive', violation_error_code='area', violation_error_message='An area is more than zero.')],
                'triggers': [pgtrigger.compiler.Trigger(name='occupied_area_within_unit', sql=foundation.refusals._GuardSql(declare='DECLARE u bigint; worst record;', func="FOREACH u IN ARRAY (SELECT array_agg(DISTINCT x ORDER BY x) FROM unnest(ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN OLD.unit_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.unit_id END]) AS x WHERE x IS NOT NULL) LOOP UPDATE incubators_unit SET version = version + 1 WHERE id = u; \n    SELECT d.day, coalesce((SELECT sum(o.area) FROM incubators_occupancy o\n                WHERE o.unit_id = u AND o.starts_on <= d.day\n                AND (o.ends_on IS NULL OR o.ends_on > d.day)), 0) AS occupied,\n           coalesce((SELECT sum(f.area) FROM incubators_areafact f\n                WHERE f.unit_id = u AND f.kind = 'measured' AND f.starts_on <= d.day\n                AND (f.ends_on IS NULL OR f.ends_on > d.day)), 0) AS measured\n    INTO worst\n    FROM (SELECT starts_on AS day FROM incubators_occupancy WHERE unit_id = u\n          UNION SELECT starts_on FROM incubators_areafact WHERE unit_id = u\n          UNION SELECT ends_on FROM incubators_areafact\n                WHERE unit_id = u AND ends_on IS NOT NULL) AS d\n    WHERE coalesce((SELECT sum(o.area) FROM incubators_occupancy o\n                WHERE o.unit_id = u AND o.starts_on <= d.day\n                AND (o.ends_on IS NULL OR o.ends_on > d.day)), 0)\n        > coalesce((SELECT sum(f.area) FROM incubators_areafact f\n                WHERE f.unit_id = u AND f.kind = 'measured' AND f.starts_on <= d.day\n                AND (f.ends_on IS NULL OR f.ends_on > d.day)), 0)\n    ORDER BY d.day LIMIT 1\n; IF FOUND THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'occupied_area_within_unit', TABLE = TG_TABLE_NAME, MESSAGE = 'occupied_area_within_unit', DETAIL = jsonb_build_object('day', worst.day, 'occupied', worst.occupied, 'measured', worst.measured)::text; END IF; END LOOP; RETURN NULL;", hash='5cacc64975e928028b1c1abdabde8c4e07dc95ef', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_occupied_area_within_unit_8a13c', table='incubators_occupancy', when='AFTER')), pgtrigger.compiler.Trigger(name='occupancy_in_its_tenancys_carrier', sql=foundation.refusals._GuardSql(func="IF NOT EXISTS (SELECT 1 FROM incubators_unit u JOIN incubators_building b ON b.id = u.building_id JOIN incubators_tenancy t ON t.carrier_id = b.carrier_id WHERE u.id = NEW.unit_id AND t.id = NEW.tenancy_id) THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'occupancy_in_its_tenancys_carrier', TABLE = TG_TABLE_NAME, MESSAGE = 'occupancy_in_its_tenancys_carrier', DETAIL = jsonb_build_object()::text; END IF; RETURN NEW;", hash='797ef0fe3b2fbb5003cc255b8bd89cf468eec01c', operation='INSERT OR UPDATE OF "unit_id", "tenancy_id"', pgid='pgtrigger_occupancy_in_its_tenancys_carrier_bb5bf', table='incubators_occupancy', when='BEFORE'))],
            },
        ),
        migrations.CreateModel(
            name='AreaFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('declared', 'declared'), ('certified', 'certified'), ('measured', 'measured')], default='measured', max_length=10, verbose_name='reading')),
                ('area', foundation.money.FiniteDecimalField(decimal_places=2, max_digits=12, verbose_name='area (m²)')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='incubators.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
                'ordering': ['unit', 'kind', 'starts_on'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='area_fact_starts_on_before_ends_on', violation_error_code='period', violation_error_message='It must start before it ends.'), models.CheckConstraint(condition=models.Q(('area__gt', 0)), name='area_fact_is_positive', violation_error_code='area', violation_error_message='An area is more than zero.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('kind', '='), (incubators.carriers.models.DateRange('starts_on', 'ends_on'), '&&')], name='area_fact_one_reading_per_day', violation_error_code='area', violation_error_message='For these days there is an area already.')],
                'triggers': [pgtrigger.compiler.Trigger(name='unit_areas_within_building', sql=foundation.refusals._GuardSql(declare='DECLARE b bigint; most numeric; building record;', func="SELECT building_id INTO b FROM incubators_unit WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.unit_id ELSE NEW.unit_id END; IF b IS NULL THEN RETURN NULL; END IF; SELECT * INTO building FROM incubators_building WHERE id = b FOR NO KEY UPDATE; most := (\n    SELECT coalesce(max(total), 0) FROM (\n        SELECT (SELECT sum(f.area) FROM incubators_areafact f\n                JOIN incubators_unit u ON u.id = f.unit_id\n                WHERE u.building_id = b AND f.kind = 'measured'\n                AND f.starts_on <= s.starts_on\n                AND (f.ends_on IS NULL OR f.ends_on > s.starts_on)) AS total\n        FROM incubators_areafact s JOIN incubators_unit v ON v.id = s.unit_id\n        WHERE v.building_id = b AND s.kind = 'measured') AS days\n); IF most > building.area THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'unit_areas_within_building', TABLE = TG_TABLE_NAME, MESSAGE = 'unit_areas_within_building', DETAIL = jsonb_build_object('asked', most, 'area', building.area)::text; END IF; UPDATE incubators_building SET measured = most WHERE id = b; RETURN NULL;", hash='7fd8dfc0c26c96a804ffb9297f86c76844c36f2d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_unit_areas_within_building_d0103', table='incubators_areafact', when='AFTER')), pgtrigger.compiler.Trigger(name='occupied_area_within_unit', sql=foundation.refusals._GuardSql(declare='DECLARE u bigint; worst record;', func="FOREACH u IN ARRAY (SELECT array_agg(DISTINCT x ORDER BY x) FROM unnest(ARRAY[CASE WHEN TG_OP <> 'INSERT' THEN OLD.unit_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.unit_id END]) AS x WHERE x IS NOT NULL) LOOP UPDATE incubators_unit SET version = version + 1 WHERE id = u; \n    SELECT d.day, coalesce((SELECT sum(o.area) FROM incubators_occupancy o\n                WHERE o.unit_id = u AND o.starts_on <= d.day\n                AND (o.ends_on IS NULL OR o.ends_on > d.day)), 0) AS occupied,\n           coalesce((SELECT sum(f.area) FROM incubators_areafact f\n                WHERE f.unit_id = u AND f.kind = 'measured' AND f.starts_on <= d.day\n                AND (f.ends_on IS NULL OR f.ends_on > d.day)), 0) AS measured\n    INTO worst\n    FROM (SELECT starts_on AS day FROM incubators_occupancy WHERE unit_id = u\n          UNION SELECT starts_on FROM incubators_areafact WHERE unit_id = u\n          UNION SELECT ends_on FROM incubators_areafact\n                WHERE unit_id = u AND ends_on IS NOT NULL) AS d\n    WHERE coalesce((SELECT sum(o.area) FROM incubators_occupancy o\n                WHERE o.unit_id = u AND o.starts_on <= d.day\n                AND (o.ends_on IS NULL OR o.ends_on > d.day)), 0)\n        > coalesce((SELECT sum(f.area) FROM incubators_areafact f\n                WHERE f.unit_id = u AND f.kind = 'measured' AND f.starts_on <= d.day\n                AND (f.ends_on IS NULL OR f.ends_on > d.day)), 0)\n    ORDER BY d.day LIMIT 1\n; IF FOUND THEN RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'occupied_area_within_unit', TABLE = TG_TABLE_NAME, MESSAGE = 'occupied_area_within_unit', DETAIL = jsonb_build_object('day', worst.day, 'occupied', worst.occupied, 'measured', worst.measured)::text; END IF; END LOOP; RETURN NULL;", hash='de8f9ac3bfaae48f3ea6dcc348bcecb82bc09d2c', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_occupied_area_within_unit_d998d', table='incubators_areafact', when='AFTER'))],
            },
        ),
        foundation.triggers.InstallTriggers(
        ),
    ]
