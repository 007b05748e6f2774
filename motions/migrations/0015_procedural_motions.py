import council.keys
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0004_agendas_as_held_and_joint_debates'),
        ('documents', '0006_papers_by_kind_and_state'),
        ('motions', '0014_roll_calls_and_elections'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProceduralMotion',
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
                ('kind', models.CharField(choices=[('close_meeting', 'Schluss der Sitzung'), ('interrupt', 'Unterbrechung der Sitzung'), ('exclude_public', 'Ausschluss der Öffentlichkeit'), ('admit_public', 'Wiederherstellung der Öffentlichkeit'), ('quorum', 'Feststellung der Beschlussfähigkeit'), ('take_off', 'Absetzung von der Tagesordnung'), ('postpone', 'Vertagung'), ('refer', 'Überweisung an einen Ausschuss'), ('end_debate', 'Schluss der Aussprache'), ('end_list', 'Schluss der Redeliste'), ('roll_call', 'Namentliche Abstimmung'), ('extend', 'Erweiterung der Tagesordnung'), ('reorder', 'Umstellung der Tagesordnung'), ('join', 'Gemeinsamer Aufruf'), ('today', 'Noch heute behandeln')], max_length=20)),
                ('state', models.CharField(choices=[('moved', 'gestellt'), ('adopted', 'angenommen'), ('rejected', 'abgelehnt'), ('withdrawn', 'zurückgezogen'), ('carried_out', 'ausgeführt'), ('settled', 'erledigt')], default='moved', max_length=12)),
                ('supporters', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('reason', models.TextField(blank=True, default='')),
                ('moved_at', models.DateTimeField()),
                ('part', models.CharField(blank=True, default='', max_length=4)),
                ('subject', models.CharField(blank=True, default='', max_length=1000)),
                ('shut_at', models.DateTimeField(blank=True, null=True)),
                ('was_public', models.BooleanField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('along', models.ManyToManyField(blank=True, related_name='+', to='council.agendaitem')),
                ('audience_organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.organization')),
                ('before', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.agendaitem')),
                ('bodies', models.ManyToManyField(blank=True, related_name='+', to='council.organization')),
                ('faction', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.organization')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='procedural_motions', to='council.agendaitem')),
                ('lead', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.organization')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='procedural_motions', to='council.meeting')),
                ('moved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='procedural_motions', to='council.person')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.paper')),
                ('spoke_against', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.person')),
                ('spoke_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.person')),
            ],
        ),
        migrations.CreateModel(
            name='ProceduralVote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('manner', models.CharField(choices=[('counted', 'ausgezählt'), ('seen', 'mit Mehrheit, nicht ausgezählt'), ('unopposed', 'ohne Widerspruch'), ('demanded', 'auf Verlangen, ohne Abstimmung')], max_length=10)),
                ('rule', models.CharField(choices=[('simple', 'einfache Mehrheit'), ('majority_statutory', 'Mehrheit der gesetzlichen Mitgliederzahl'), ('two_thirds_statutory', 'zwei Drittel der gesetzlichen Mitgliederzahl'), ('two_thirds_cast', 'zwei Drittel der abgegebenen Stimmen')], default='simple', max_length=24)),
                ('statutory_seats', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('yes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('no', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('abstain', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('invalid', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('needed', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('paragraph', models.CharField(max_length=60)),
                ('passed', models.BooleanField()),
                ('taken_at', models.DateTimeField()),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='motions.proceduralvote')),
                ('motion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='motions.proceduralmotion')),
                ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProceduralStand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('yes', models.PositiveSmallIntegerField(default=0)),
                ('no', models.PositiveSmallIntegerField(default=0)),
                ('abstain', models.PositiveSmallIntegerField(default=0)),
                ('absent', models.PositiveSmallIntegerField(default=0)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='council.organization')),
                ('vote', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='by_faction', to='motions.proceduralvote')),
            ],
        ),
        migrations.AddIndex(
            model_name='proceduralmotion',
            index=models.Index(fields=['meeting', 'state'], name='procedural_pending'),
        ),
        migrations.AddConstraint(
            model_name='proceduralvote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('manner', 'counted'), _negated=True), models.Q(('abstain__isnull', False), ('needed__isnull', False), ('no__isnull', False), ('yes__isnull', False)), _connector='OR'), name='procedural_vote_counted_has_heads'),
        ),
        migrations.AddConstraint(
            model_name='proceduralvote',
            constraint=models.CheckConstraint(condition=models.Q(('manner', 'counted'), models.Q(('abstain', None), ('invalid', None), ('needed', None), ('no', None), ('yes', None)), _connector='OR'), name='procedural_vote_has_heads_only_if_counted'),
        ),
        migrations.AddConstraint(
            model_name='proceduralvote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('manner', 'counted'), ('passed', True), _negated=True), models.Q(('yes__gt', models.F('no')), ('yes__gte', models.F('needed'))), _connector='OR'), name='procedural_vote_passed_by_its_heads'),
        ),
        migrations.AddConstraint(
            model_name='proceduralstand',
            constraint=models.UniqueConstraint(fields=('vote', 'organization'), name='one_procedural_stand_of_a_faction'),
        ),
    ]
