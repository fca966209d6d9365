
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0006_shortlists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProblemReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('wrong', 'Something in it is wrong'), ('out_of_date', 'It is out of date'), ('contact', 'It shows contact details'), ('rights', 'It infringes somebody’s rights'), ('other', 'Something else')], max_length=12, verbose_name='What is the problem?')),
                ('text', models.TextField(max_length=1000, verbose_name='Description of the problem')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-mail address for an answer')),
                ('fingerprint', models.CharField(editable=False, max_length=64)),
                ('reported_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='reported at')),
                ('state', models.CharField(choices=[('open', 'Open'), ('settled', 'Settled')], default='open', max_length=8, verbose_name='State')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='settled at')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='What was done')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problem_reports', to='catalog.listing', verbose_name='listing')),
                ('reporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='settled by')),
            ],
            options={
                'verbose_name': 'problem report',
                'verbose_name_plural': 'problem reports',
                'ordering': ['reported_at', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['reported_at', 'id'], name='problem_report_open'), models.Index(condition=models.Q(('state', 'settled')), fields=['-settled_at', '-id'], name='problem_report_settled')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('listing', 'fingerprint'), name='problem_report_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'open')), models.Q(('settled_at__isnull', False), ('state', 'settled'), models.Q(('note', ''), _negated=True)), _connector='OR'), name='problem_report_settled_with_note')],
            },
        ),
    ]
