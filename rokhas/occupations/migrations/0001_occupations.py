import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0007_staff_of_a_practice'),
        ('dossiers', '0023_visits'),
        ('payments', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('next_fee_on', models.DateField(blank=True, null=True)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('ending', models.CharField(blank=True, choices=[('ceased', 'ended by its holder'), ('lapsed', 'ended without renewal'), ('renewed', 'renewed'), ('cancelled', 'cancelled by the authority')], max_length=12)),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='occupation', to='dossiers.dossier')),
            ],
        ),
        migrations.CreateModel(
            name='Cessation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('declared_at', models.DateTimeField()),
                ('roles', models.CharField(max_length=200)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('restored', models.BooleanField(blank=True, null=True)),
                ('missing', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.office')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cessations', to='occupations.occupation')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='YearlyFee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('falls_on', models.DateField()),
                ('pay_by', models.DateField()),
                ('asked_at', models.DateTimeField()),
                ('reminded', models.PositiveSmallIntegerField(default=0)),
                ('overdue_at', models.DateTimeField(blank=True, null=True)),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fees', to='occupations.occupation')),
                ('order', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.order')),
            ],
            options={
                'ordering': ['rank'],
            },
        ),
        migrations.AddIndex(
            model_name='occupation',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['next_fee_on'], name='occupation_with_fee_to_come'),
        ),
        migrations.AddConstraint(
            model_name='occupation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('ending', '')), models.Q(('ended_on__isnull', False), models.Q(('ending', ''), _negated=True)), _connector='OR'), name='an_ended_occupation_says_how'),
        ),
        migrations.AddConstraint(
            model_name='cessation',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('occupation',), name='one_end_declared_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='cessation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('missing', ''), ('restored', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('missing', ''), ('restored', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('restored', False), models.Q(('missing', ''), _negated=True)), _connector='OR'), name='what_is_not_restored_says_what_is_missing'),
        ),
        migrations.AddIndex(
            model_name='yearlyfee',
            index=models.Index(condition=models.Q(('cancelled_at', None), ('paid_at', None)), fields=['pay_by'], name='yearly_fee_unpaid'),
        ),
        migrations.AddConstraint(
            model_name='yearlyfee',
            constraint=models.UniqueConstraint(fields=('occupation', 'rank'), name='one_fee_a_year'),
        ),
        migrations.AddConstraint(
            model_name='yearlyfee',
            constraint=models.CheckConstraint(condition=models.Q(('paid_at', None), ('cancelled_at', None), _connector='OR'), name='a_paid_year_is_not_cancelled'),
        ),
    ]
