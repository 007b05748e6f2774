import council.keys
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0001_house'),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('announced_on', models.DateField()),
                ('announced_in', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='council.meeting')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='council.agendarevision')),
            ],
        ),
        migrations.CreateModel(
            name='Debate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list_closed_at', models.DateTimeField(blank=True, null=True)),
                ('total_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='debate', to='council.agendaitem')),
            ],
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('text', models.TextField()),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='council.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='council.meeting')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='council.person')),
            ],
        ),
        migrations.CreateModel(
            name='DeliveryChannel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'E-Mail'), ('portal', 'Postfach in diesem System'), ('post', 'Post'), ('handed', 'Übergabe (Bote, Fach)')], max_length=8)),
                ('address', models.CharField(blank=True, default='', max_length=500)),
                ('opted_in_on', models.DateField(blank=True, null=True)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='council.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('person',), name='one_open_channel_of_a_person'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='channel_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('regular', 'Einladung'), ('urgent', 'Einladung mit verkürzter Frist'), ('second', 'Einladung zur zweiten Sitzung'), ('supplement', 'Nachtrag')], max_length=12)),
                ('urgency_note', models.CharField(blank=True, default='', max_length=1000)),
                ('announces_quorum', models.BooleanField(default=False)),
                ('sent_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='council.meeting')),
                ('revision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='invitation', to='council.agendarevision')),
                ('second_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeated_by', to='council.meeting')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', 'urgent'), ('urgency_note', ''), _connector='XOR'), name='urgent_invitation_says_why'), models.CheckConstraint(condition=models.Q(('kind', 'second'), models.Q(('announces_quorum', False), ('second_of', None)), _connector='OR'), name='second_meeting_alone_repeats_another')],
            },
        ),
        migrations.CreateModel(
            name='Speech',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('kind', models.CharField(choices=[('mover', 'Begründung, Berichterstattung'), ('debate', 'Redebeitrag'), ('budget', 'Haushaltsrede'), ('executive', 'Magistrat'), ('procedure', 'zur Geschäftsordnung'), ('question', 'Zwischenfrage'), ('personal', 'persönliche Erklärung')], default='debate', max_length=12)),
                ('state', models.CharField(choices=[('asked', 'gemeldet'), ('speaking', 'spricht'), ('paused', 'unterbrochen'), ('done', 'beendet'), ('withdrawn', 'zurückgezogen'), ('not_called', 'nicht mehr aufgerufen')], default='asked', max_length=12)),
                ('place', models.PositiveIntegerField(default=0)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('closed', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('faction', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.organization')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='council.agendaitem')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='speeches', to='council.person')),
            ],
            options={
                'indexes': [models.Index(fields=['item', 'state'], name='speech_list')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'speaking')), fields=('item',), name='one_speaker_at_a_time'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('item', 'person', 'kind'), name='one_request_of_a_person'), models.CheckConstraint(condition=models.Q(models.Q(('started_at', None), models.Q(('state__in', ('speaking', 'paused', 'done')), _negated=True)), models.Q(('started_at__isnull', False), ('state__in', ('speaking', 'paused', 'done'))), _connector='OR'), name='speech_began_when_the_floor_was_given'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), models.Q(('state', 'done'), _negated=True)), models.Q(('ended_at__isnull', False), ('state', 'done')), _connector='OR'), name='speech_ended_when_done'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='speech_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.CharField(choices=[('member', 'Mitglied'), ('executive', 'Magistrat'), ('board', 'Beirat')], max_length=10)),
                ('channel', models.CharField(choices=[('email', 'E-Mail'), ('portal', 'Postfach in diesem System'), ('post', 'Post'), ('handed', 'Übergabe (Bote, Fach)')], max_length=8)),
                ('address', models.CharField(blank=True, default='', max_length=500)),
                ('provided_at', models.DateTimeField()),
                ('notified_at', models.DateTimeField(blank=True, null=True)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('received_on', models.DateField(blank=True, null=True)),
                ('entered_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='council.person')),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='council.invitation')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'opened_at'], name='delivery_unopened')],
                'constraints': [models.UniqueConstraint(fields=('invitation', 'person'), name='one_delivery_of_a_person'), models.CheckConstraint(condition=models.Q(('delivered_at', None), ('received_on__isnull', False), _connector='OR'), name='delivered_has_a_day_of_receipt'), models.CheckConstraint(condition=models.Q(models.Q(('entered_at', None), ('entered_by', None)), models.Q(('entered_at__isnull', False), ('entered_by__isnull', False)), _connector='OR'), name='receipt_is_entered_by_somebody'), models.CheckConstraint(condition=models.Q(('notified_at', None), ('notified_at__gte', models.F('provided_at')), _connector='OR'), name='delivery_is_provided_before_notice')],
            },
        ),
        migrations.CreateModel(
            name='OrderMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('kind', models.CharField(choices=[('to_the_matter', 'Ruf zur Sache'), ('to_order', 'Ordnungsruf'), ('word_withdrawn', 'Wortentzug'), ('exclusion', 'Ausschluss von der Sitzung')], max_length=16)),
                ('meetings', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('taken_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='council.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='council.meeting')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='council.person')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('speech', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='council.speech')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'exclusion'), ('meetings__gte', 1), ('meetings__lte', 3)), models.Q(models.Q(('kind', 'exclusion'), _negated=True), ('meetings', None)), _connector='OR'), name='exclusion_lasts_one_to_three_meetings')],
            },
        ),
        migrations.CreateModel(
            name='SpeechPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('speech', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='council.speech')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('speech',), name='one_pause_at_a_time'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='pause_ends_after_it_begins')],
            },
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='joined_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='council.agendaitem'),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='matter',
            field=models.CharField(choices=[('ordinary', 'gewöhnlicher Punkt'), ('election', 'Wahl (HGO §55)'), ('main_bylaw', 'Hauptsatzung (HGO §6)')], default='ordinary', max_length=12),
        ),
        migrations.AddField(
            model_name='agendaitem',
            name='neutral_name',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='agendarevision',
            name='kind',
            field=models.CharField(choices=[('sent', 'wie versandt'), ('held', 'wie festgestellt')], default='sent', max_length=8),
        ),
        migrations.AddField(
            model_name='conflict',
            name='abstain',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conflict',
            name='left_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conflict',
            name='no',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conflict',
            name='raised_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.person'),
        ),
        migrations.AddField(
            model_name='conflict',
            name='reason',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='conflict',
            name='reason_category',
            field=models.CharField(blank=True, choices=[('self', 'Vorteil oder Nachteil für mich selbst'), ('relatives', 'Vorteil oder Nachteil für Angehörige'), ('represented', 'Vertretung einer betroffenen Person (gesetzlich oder mit Vollmacht)'), ('employer', 'Beschäftigung bei einer betroffenen Stelle'), ('board', 'Sitz in Vorstand, Aufsichtsrat oder ähnlichem Organ'), ('expert', 'Gutachten oder Tätigkeit in der Sache'), ('other', 'anderer Grund')], default='', max_length=12),
        ),
        migrations.AddField(
            model_name='conflict',
            name='returned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conflict',
            name='upheld',
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='conflict',
            name='yes',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('abstain', None), ('no', None), ('upheld', None), ('yes', None)), models.Q(('abstain__isnull', False), ('no__isnull', False), ('upheld__isnull', False), ('yes__isnull', False)), _connector='OR'), name='conflict_decided_by_heads'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('upheld', False), _negated=True), ('lifted_at__isnull', False), _connector='OR'), name='conflict_not_upheld_bars_nobody'),
        ),
    ]
