# The tables as they stood when the portal was first set up; a database that has the migrations in `replaces` has them.

import agencies.clock
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('models_registry', '0001_initial'), ('models_registry', '0002_proposals'), ('models_registry', '0003_adoption')]

    initial = True

    dependencies = [
        ('agencies', '0001_tables'),
        ('workflow', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReformModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300, verbose_name='tên mô hình')),
                ('short_name', models.CharField(max_length=100, verbose_name='tên gọn')),
                ('field', models.CharField(choices=[('DIRECTION', 'Chỉ đạo, điều hành'), ('INSTITUTIONS', 'Cải cách thể chế'), ('PROCEDURES', 'Cải cách thủ tục hành chính'), ('APPARATUS', 'Cải cách tổ chức bộ máy'), ('CIVIL_SERVICE', 'Cải cách chế độ công vụ'), ('PUBLIC_FINANCE', 'Cải cách tài chính công'), ('DIGITAL', 'Chính quyền điện tử, chính quyền số')], max_length=20, verbose_name='lĩnh vực')),
                ('origin', models.CharField(blank=True, help_text='Văn bản hoặc nơi làm đầu tiên', max_length=300, verbose_name='xuất xứ')),
                ('origin_agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='nơi khởi xướng')),
                ('purpose', models.TextField(blank=True, verbose_name='mục đích')),
                ('search_key', models.CharField(blank=True, editable=False, max_length=500)),
            ],
            options={
                'verbose_name': 'mô hình CCHC',
                'verbose_name_plural': 'mô hình CCHC',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('name',), name='one_reform_model_per_name')],
            },
        ),
        migrations.CreateModel(
            name='FieldLead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='field_leads', to='agencies.agency', verbose_name='địa bàn của')),
                ('field', models.CharField(choices=[('DIRECTION', 'Chỉ đạo, điều hành'), ('INSTITUTIONS', 'Cải cách thể chế'), ('PROCEDURES', 'Cải cách thủ tục hành chính'), ('APPARATUS', 'Cải cách tổ chức bộ máy'), ('CIVIL_SERVICE', 'Cải cách chế độ công vụ'), ('PUBLIC_FINANCE', 'Cải cách tài chính công'), ('DIGITAL', 'Chính quyền điện tử, chính quyền số')], max_length=20, verbose_name='lĩnh vực')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='led_fields', to='agencies.agency', verbose_name='cơ quan chủ trì')),
                ('per_year', models.PositiveSmallIntegerField(default=1, verbose_name='số mô hình mới mỗi năm, ít nhất')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='theo văn bản')),
            ],
            options={
                'verbose_name': 'cơ quan chủ trì lĩnh vực',
                'verbose_name_plural': 'cơ quan chủ trì lĩnh vực',
                'ordering': ['jurisdiction', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalFieldLead',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('field', models.CharField(choices=[('DIRECTION', 'Chỉ đạo, điều hành'), ('INSTITUTIONS', 'Cải cách thể chế'), ('PROCEDURES', 'Cải cách thủ tục hành chính'), ('APPARATUS', 'Cải cách tổ chức bộ máy'), ('CIVIL_SERVICE', 'Cải cách chế độ công vụ'), ('PUBLIC_FINANCE', 'Cải cách tài chính công'), ('DIGITAL', 'Chính quyền điện tử, chính quyền số')], max_length=20, verbose_name='lĩnh vực')),
                ('per_year', models.PositiveSmallIntegerField(default=1, verbose_name='số mô hình mới mỗi năm, ít nhất')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='theo văn bản')),
                ('jurisdiction', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='địa bàn của')),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='cơ quan chủ trì')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch sử chủ trì lĩnh vực',
                'verbose_name_plural': 'historical cơ quan chủ trì lĩnh vực',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalReformModel',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=300, verbose_name='tên mô hình')),
                ('short_name', models.CharField(max_length=100, verbose_name='tên gọn')),
                ('field', models.CharField(choices=[('DIRECTION', 'Chỉ đạo, điều hành'), ('INSTITUTIONS', 'Cải cách thể chế'), ('PROCEDURES', 'Cải cách thủ tục hành chính'), ('APPARATUS', 'Cải cách tổ chức bộ máy'), ('CIVIL_SERVICE', 'Cải cách chế độ công vụ'), ('PUBLIC_FINANCE', 'Cải cách tài chính công'), ('DIGITAL', 'Chính quyền điện tử, chính quyền số')], max_length=20, verbose_name='lĩnh vực')),
                ('origin', models.CharField(blank=True, help_text='Văn bản hoặc nơi làm đầu tiên', max_length=300, verbose_name='xuất xứ')),
                ('purpose', models.TextField(blank=True, verbose_name='mục đích')),
                ('search_key', models.CharField(blank=True, editable=False, max_length=500)),
                ('origin_agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='nơi khởi xướng')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch sử mô hình',
                'verbose_name_plural': 'historical mô hình CCHC',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reform_model', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='models_registry.reformmodel', verbose_name='mô hình')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='agencies.agency', verbose_name='đơn vị')),
                ('since', models.DateField(verbose_name='áp dụng từ ngày')),
                ('outcome', models.CharField(choices=[('TRIAL', 'Đang làm thử'), ('WORKS', 'Hiệu quả'), ('PARTLY', 'Hiệu quả một phần'), ('STOPPED', 'Đã dừng')], max_length=10, verbose_name='đánh giá')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='nhận xét')),
                ('assessed_on', models.DateField(default=agencies.clock.today, verbose_name='đánh giá ngày')),
                ('assessed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'áp dụng mô hình',
                'verbose_name_plural': 'áp dụng mô hình',
                'ordering': ['agency__order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('reform_model', 'agency'), name='one_adoption_per_model_and_agency')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAdoption',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('since', models.DateField(verbose_name='áp dụng từ ngày')),
                ('outcome', models.CharField(choices=[('TRIAL', 'Đang làm thử'), ('WORKS', 'Hiệu quả'), ('PARTLY', 'Hiệu quả một phần'), ('STOPPED', 'Đã dừng')], max_length=10, verbose_name='đánh giá')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='nhận xét')),
                ('assessed_on', models.DateField(default=agencies.clock.today, verbose_name='đánh giá ngày')),
                ('reform_model', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='models_registry.reformmodel', verbose_name='mô hình')),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='đơn vị')),
                ('assessed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch sử áp dụng mô hình',
                'verbose_name_plural': 'historical áp dụng mô hình',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=20, verbose_name='trạng thái')),
                ('came_from', models.CharField(blank=True, editable=False, max_length=20)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='agencies.agency', verbose_name='đơn vị đăng ký')),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan thẩm định')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan công nhận')),
                ('kind', models.CharField(choices=[('MODEL', 'Mô hình mới'), ('PRACTICE', 'Cách làm hay')], default='PRACTICE', max_length=10, verbose_name='loại')),
                ('field', models.CharField(choices=[('DIRECTION', 'Chỉ đạo, điều hành'), ('INSTITUTIONS', 'Cải cách thể chế'), ('PROCEDURES', 'Cải cách thủ tục hành chính'), ('APPARATUS', 'Cải cách tổ chức bộ máy'), ('CIVIL_SERVICE', 'Cải cách chế độ công vụ'), ('PUBLIC_FINANCE', 'Cải cách tài chính công'), ('DIGITAL', 'Chính quyền điện tử, chính quyền số')], max_length=20, verbose_name='lĩnh vực')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm đăng ký')),
                ('name', models.CharField(max_length=300, verbose_name='tên mô hình, cách làm')),
                ('problem', models.TextField(blank=True, verbose_name='vì sao cần làm')),
                ('content', models.TextField(blank=True, verbose_name='cách làm')),
                ('applied_on', models.DateField(blank=True, null=True, verbose_name='áp dụng từ ngày')),
                ('result', models.TextField(blank=True, verbose_name='kết quả bước đầu')),
                ('spread', models.TextField(blank=True, verbose_name='khả năng nhân rộng, điều kiện cần có')),
                ('signed_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.evidence', verbose_name='văn bản đăng ký đã ký')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='gửi ngày')),
                ('decision', models.CharField(blank=True, max_length=300, verbose_name='văn bản công nhận')),
                ('reform_model', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='models_registry.reformmodel')),
                ('revision', models.PositiveIntegerField(default=0)),
                ('search_key', models.CharField(blank=True, editable=False, max_length=600)),
                ('evidence', models.ManyToManyField(blank=True, related_name='+', to='workflow.evidence')),
            ],
            options={
                'verbose_name': 'đăng ký mô hình, cách làm hay',
                'verbose_name_plural': 'đăng ký mô hình, cách làm hay',
                'ordering': ['-year', '-submitted_on', '-pk'],
                'indexes': [models.Index(fields=['authority', 'year', 'field'], name='proposals_of_a_year')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'AWAITING_HEAD', 'SUBMITTED', 'RETURNED', 'APPRAISED', 'APPROVED', 'REJECTED', 'REPLICATED'])), name='proposal_state_known')],
            },
        ),
    ]
