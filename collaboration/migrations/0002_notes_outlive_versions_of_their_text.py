import council.keys
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('collaboration', '0001_ground'),
        ('council', '0002_meetings_from_invitation_to_minutes'),
        ('council', '__first__'),
        ('documents', '0001_house'),
    ]

    operations = [
        migrations.CreateModel(
            name='Moderation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('decision', models.CharField(choices=[('keep', 'stehen lassen'), ('ask', 'um Änderung bitten'), ('hide', 'verbergen'), ('remove', 'entfernen')], max_length=8)),
                ('ground', models.CharField(blank=True, choices=[('unlawful', 'offensichtlich rechtswidrig: Bedrohung, Volksverhetzung, Beleidigung'), ('child_abuse', 'Darstellung sexuellen Missbrauchs von Kindern'), ('personal_data', 'persönliche Daten Dritter'), ('spam', 'Werbung, oder ohne jeden Bezug zum Text'), ('rules', 'anderer Verstoß gegen die Netiquette')], default='', max_length=16)),
                ('reason', models.TextField()),
                ('words', models.TextField(blank=True, default='')),
                ('reported', models.BooleanField(default=False)),
                ('police_told', models.BooleanField(default=False)),
                ('decided_at', models.DateTimeField()),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moderations', to='collaboration.note')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('decision', 'keep'), models.Q(('ground', ''), _negated=True), _connector='OR'), name='moderation_names_its_ground'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), ('forgotten_at__isnull', False), _connector='OR'), name='moderation_has_its_reason')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(blank=True, null=True)),
                ('end', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('carried', 'wiedergefunden'), ('asked', 'gilt das noch?'), ('lost', 'nicht mehr im Text'), ('confirmed', 'vom Verfasser bestätigt'), ('moved', 'vom Verfasser neu gesetzt'), ('dropped', 'gilt nicht mehr')], max_length=12)),
                ('made_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='collaboration.note')),
                ('version_of_text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='documents.paperversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('note', 'version_of_text'), name='one_place_in_a_version'), models.CheckConstraint(condition=models.Q(models.Q(('end', None), ('start', None)), ('start__lt', models.F('end')), _connector='OR'), name='placement_is_a_passage'), models.CheckConstraint(condition=models.Q(models.Q(('start', None), ('state', 'lost')), models.Q(models.Q(('state', 'lost'), _negated=True), ('start__isnull', False)), _connector='OR'), name='only_a_lost_note_has_no_place')],
            },
        ),
        migrations.CreateModel(
            name='Uptake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uptakes', to='collaboration.note')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uptakes', to='documents.paper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('note', 'paper'), name='note_taken_up_once_in_a_paper')],
            },
        ),
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('text', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Die Entscheidung bleibt'), ('reversed', 'Die Entscheidung ist aufgehoben')], default='', max_length=8)),
                ('answer', models.TextField(blank=True, default='')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('moderation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='complaint', to='collaboration.moderation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='complaint_is_decided_by_someone'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('made_by')), _negated=True), _connector='OR'), name='nobody_decides_their_own')],
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(default=council.keys.new, editable=False, max_length=26, unique=True)),
                ('ground', models.CharField(choices=[('unlawful', 'offensichtlich rechtswidrig: Bedrohung, Volksverhetzung, Beleidigung'), ('child_abuse', 'Darstellung sexuellen Missbrauchs von Kindern'), ('personal_data', 'persönliche Daten Dritter'), ('spam', 'Werbung, oder ohne jeden Bezug zum Text'), ('rules', 'anderer Verstoß gegen die Netiquette')], max_length=16)),
                ('explanation', models.TextField()),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('made_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='collaboration.note')),
                ('moderation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='collaboration.moderation')),
            ],
            options={
                'indexes': [models.Index(fields=['moderation', 'due_at'], name='flag_queue')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ground', 'child_abuse'), models.Q(models.Q(('name', ''), _negated=True), models.Q(('email', ''), _negated=True)), ('forgotten_at__isnull', False), _connector='OR'), name='flag_names_who_reports'), models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('made_at'))), name='flag_has_time')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='note',
            name='note_has_an_author',
        ),
        migrations.AddField(
            model_name='note',
            name='change_asked',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='note',
            name='edited_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='note',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='note',
            name='state',
            field=models.CharField(choices=[('open', 'offen'), ('waiting', 'wartet auf Freigabe'), ('hidden', 'verborgen'), ('removed', 'entfernt'), ('withdrawn', 'vom Verfasser zurückgezogen')], default='open', max_length=12),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(('owner__isnull', False), ('state', 'withdrawn'), _connector='OR'), name='note_has_an_author'),
        ),
    ]
