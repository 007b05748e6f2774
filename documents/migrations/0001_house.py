import council.keys
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('documents', '0001_ground'),
        ('documents', '0002_states_of_every_kind'),
        ('documents', '0003_places_not_meant'),
        ('documents', '0004_the_way_through_the_bodies'),
        ('documents', '0005_covering_paper_list'),
        ('documents', '0006_papers_by_kind_and_state'),
    ]

    initial = True

    dependencies = [
        ('council', '0001_house'),
        ('council', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField(db_index=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('origin', models.CharField(blank=True, max_length=500, null=True, unique=True)),
                ('origin_print', models.CharField(blank=True, default='', max_length=64)),
                ('keywords', models.JSONField(blank=True, default=list)),
                ('audience', models.CharField(choices=[('public', 'öffentlich'), ('members', 'Mitglieder der Versammlung'), ('council', 'Rat und Verwaltung'), ('administration', 'Magistrat und Verwaltung'), ('body', 'Gremium'), ('faction', 'Fraktion'), ('named', 'namentlich Berechtigte'), ('private', 'nur für mich')], default='private', max_length=16)),
                ('paper_type', models.CharField(choices=[('executive_proposal', 'Magistratsvorlage'), ('motion', 'Antrag'), ('amendment', 'Änderungsantrag'), ('inquiry', 'Anfrage'), ('answer', 'Beantwortung einer Anfrage'), ('question', 'Frage (Fragestunde)'), ('petition', 'Eingabe'), ('information', 'Mitteilung'), ('report', 'Bericht'), ('district_proposal', 'Vorschlag des Ortsbeirats'), ('panel_report', 'Bürgergutachten'), ('programme', 'Programm'), ('minutes', 'Niederschrift'), ('other', 'Sonstige Vorlage')], max_length=24)),
                ('type_text', models.CharField(blank=True, default='', max_length=200)),
                ('name', models.CharField(max_length=1000)),
                ('reference', models.CharField(blank=True, max_length=60, null=True)),
                ('date', models.DateField(blank=True, db_index=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Entwurf'), ('submitted', 'eingereicht'), ('inadmissible', 'unzulässig'), ('admitted', 'zugelassen'), ('referred', 'überwiesen'), ('scheduled', 'auf der Tagesordnung'), ('postponed', 'vertagt'), ('recommended', 'Beschlussempfehlung liegt vor'), ('adopted', 'beschlossen'), ('adopted_amended', 'in geänderter Fassung beschlossen'), ('rejected', 'abgelehnt'), ('noted', 'zur Kenntnis genommen'), ('withdrawn', 'zurückgezogen'), ('settled', 'erledigt'), ('lapsed', 'verfallen'), ('suspended', 'gehemmt'), ('in_implementation', 'in Umsetzung'), ('implemented', 'umgesetzt'), ('archived', 'archiviert'), ('answer_requested', 'zur Beantwortung beim Magistrat'), ('answered_written', 'schriftlich beantwortet'), ('answered_oral', 'mündlich beantwortet'), ('answered_mixed', 'mündlich und schriftlich beantwortet'), ('followup_open', 'Nachfrage offen'), ('closed', 'abgeschlossen'), ('recorded', 'erfasst'), ('cosigning', 'in Mitzeichnung'), ('magistrat_pending', 'beim Magistrat'), ('magistrat_adopted', 'vom Magistrat beschlossen'), ('magistrat_rejected', 'vom Magistrat abgelehnt'), ('accepted_by_mover', 'übernommen'), ('moot', 'durch andere Abstimmung erledigt'), ('released', 'freigegeben'), ('called', 'aufgerufen'), ('written_owed', 'schriftliche Antwort zugesagt'), ('acknowledged', 'Eingang bestätigt'), ('admissible', 'zulässig'), ('statement_requested', 'Stellungnahme erbeten'), ('in_committee', 'im Ausschuss'), ('decided', 'entschieden'), ('petitioner_informed', 'beschieden'), ('collected', 'gesammelt'), ('moderated', 'moderiert'), ('panel_adopted', 'vom Bürgerrat beschlossen'), ('presented', 'vorgestellt'), ('handed_over', 'übergeben')], default='draft', max_length=20)),
                ('addressed_to', models.CharField(blank=True, default='', max_length=200)),
                ('direct_referral', models.BooleanField(blank=True, null=True)),
                ('plain_summary', models.TextField(blank=True, default='')),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('audience_organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.organization')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='council.body')),
                ('districts', models.ManyToManyField(blank=True, related_name='papers', to='council.district')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('superordinate', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='subordinates', to='documents.paper')),
                ('term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='council.legislativeterm')),
                ('under_direction_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directed_papers', to='council.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['-date', '-id', 'audience', 'audience_organization', 'owner', 'deleted_at'], name='paper_list'), models.Index(fields=['paper_type', '-date', '-id', 'audience', 'audience_organization', 'owner', 'deleted_at', 'state'], name='paper_of_a_kind'), models.Index(fields=['reference'], name='paper_reference'), models.Index(fields=['state'], name='paper_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('origin', None)), fields=('body', 'reference'), name='one_paper_of_a_reference')],
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.PositiveSmallIntegerField()),
                ('term', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='council.body')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('body', 'series', 'term'), name='one_counter_of_a_series')],
            },
        ),
        migrations.CreateModel(
            name='File',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField(db_index=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('origin', models.CharField(blank=True, max_length=500, null=True, unique=True)),
                ('origin_print', models.CharField(blank=True, default='', max_length=64)),
                ('keywords', models.JSONField(blank=True, default=list)),
                ('audience', models.CharField(choices=[('public', 'öffentlich'), ('members', 'Mitglieder der Versammlung'), ('council', 'Rat und Verwaltung'), ('administration', 'Magistrat und Verwaltung'), ('body', 'Gremium'), ('faction', 'Fraktion'), ('named', 'namentlich Berechtigte'), ('private', 'nur für mich')], default='private', max_length=16)),
                ('role', models.CharField(choices=[('main', 'Hauptdokument'), ('auxiliary', 'Anlage'), ('invitation', 'Einladung'), ('results_protocol', 'Niederschrift'), ('verbatim_protocol', 'Wortprotokoll'), ('resolution', 'Beschlussauszug')], default='auxiliary', max_length=20)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('name', models.CharField(max_length=500)),
                ('file_name', models.CharField(blank=True, default='', max_length=300)),
                ('mime_type', models.CharField(blank=True, default='', max_length=100)),
                ('date', models.DateField(blank=True, null=True)),
                ('size', models.PositiveBigIntegerField(blank=True, null=True)),
                ('sha512', models.CharField(blank=True, db_index=True, default='', max_length=128)),
                ('state', models.CharField(choices=[('received', 'eingegangen'), ('readable', 'Text gelesen'), ('unreadable', 'Text nicht lesbar')], default='received', max_length=12)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('source_url', models.URLField(blank=True, default='', max_length=1000)),
                ('audience_organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.organization')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='council.body')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='documents.paper')),
            ],
            options={
                'indexes': [models.Index(fields=['state'], name='file_state')],
            },
        ),
        migrations.CreateModel(
            name='Originator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('inferred', models.BooleanField(default=False)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='brought_in', to='council.organization')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='brought_in', to='council.person')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='originators', to='documents.paper')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organization__isnull', False), ('person', None)), models.Q(('organization', None), ('person__isnull', False)), _connector='OR'), name='originator_is_person_or_body')],
            },
        ),
        migrations.CreateModel(
            name='NotMeant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='not_meant', to='council.district')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='not_meant', to='council.agendaitem')),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='not_meant', to='documents.paper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('paper', 'district'), name='district_is_not_meant_once_in_a_paper'), models.UniqueConstraint(fields=('item', 'district'), name='district_is_not_meant_once_at_an_item'), models.CheckConstraint(condition=models.Q(models.Q(('item__isnull', False), ('paper', None)), models.Q(('item', None), ('paper__isnull', False)), _connector='OR'), name='district_is_not_meant_by_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='PaperVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='documents.paper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('paper', 'number'), name='one_version_of_a_number')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('chair', 'direkte Überweisung durch den Vorsitz'), ('body', 'Beschluss')], default='chair', max_length=8)),
                ('referred_on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='council.agendaitem')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.organization')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='documents.paper')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('item', None), ('organization', None), ('way', 'chair')), models.Q(('organization__isnull', False), ('way', 'body')), _connector='OR'), name='referral_is_resolved_by_a_body_or_the_chair')],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField(db_index=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('origin', models.CharField(blank=True, max_length=500, null=True, unique=True)),
                ('origin_print', models.CharField(blank=True, default='', max_length=64)),
                ('keywords', models.JSONField(blank=True, default=list)),
                ('role', models.CharField(choices=[('preparation', 'Vorberatung'), ('hearing', 'Anhörung'), ('decision', 'Entscheidung'), ('notice', 'Kenntnisnahme'), ('answering', 'Beantwortung'), ('other', 'Beratung')], default='other', max_length=16)),
                ('role_text', models.CharField(blank=True, default='', max_length=200)),
                ('authoritative', models.BooleanField(blank=True, null=True)),
                ('state', models.CharField(choices=[('planned', 'vorgesehen'), ('scheduled', 'terminiert'), ('treated', 'behandelt'), ('waived', 'verzichtet'), ('expired', 'Frist abgelaufen')], default='planned', max_length=12)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('lead', models.BooleanField(default=False)),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('urgent', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='council.meeting')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='council.organization')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='documents.paper')),
                ('referral', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='documents.referral')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'state'], name='consultation_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('deleted_at', None), ('lead', True)), fields=('paper',), name='one_lead_body_of_a_paper')],
            },
        ),
        migrations.CreateModel(
            name='MeetingFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('main', 'Hauptdokument'), ('auxiliary', 'Anlage'), ('invitation', 'Einladung'), ('results_protocol', 'Niederschrift'), ('verbatim_protocol', 'Wortprotokoll'), ('resolution', 'Beschlussauszug')], default='auxiliary', max_length=20)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_files', to='documents.file')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='item_files', to='council.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_files', to='council.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='FilePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField(blank=True, default='')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='documents.file')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='one_page_of_a_number')],
            },
        ),
        migrations.CreateModel(
            name='EarlyDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='early_decision', to='documents.consultation')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='HearingStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stance', models.CharField(choices=[('approving', 'zustimmend'), ('rejecting', 'ablehnend'), ('changes', 'mit Änderungen'), ('no_objection', 'keine Bedenken')], max_length=16)),
                ('text', models.TextField(blank=True, default='')),
                ('given_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='statement', to='documents.consultation')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Slot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='documents.consultation')),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='slot', to='council.agendaitem')),
            ],
        ),
    ]
