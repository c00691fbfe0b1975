# The tables as they stood when the portal was first set up; a database that has the migrations in `replaces` has them.

import agencies.clock
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import uuid
import workflow.models.evidence
from django.conf import settings
from django.db import migrations, models


# Days from the due day, repeated every, gap, staff, head: 7, 3, 1 days before, on the day, every 3 days after, then the
# unit's own head as well.
RULES = ((-7, 0, 1, True, False), (-3, 0, 1, True, False), (-1, 0, 1, True, False), (0, 0, 1, True, False),
         (3, 0, 2, True, False), (6, 3, 3, True, True))


def common_rules(apps, schema_editor):
    rule = apps.get_model("workflow", "ReminderRule")
    for days, every, gap, staff, head in RULES:
        rule.objects.create(days=days, every=every, gap=gap, to_staff=staff, to_head=head)


class Migration(migrations.Migration):

    replaces = [('workflow', '0001_initial'), ('workflow', '0002_reminders'), ('workflow', '0003_mail'), ('workflow', '0004_words_of_the_administration')]

    initial = True

    dependencies = [
        ('agencies', '0001_tables'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='contenttypes.contenttype', verbose_name='loại văn bản')),
                ('document_id', models.BigIntegerField(verbose_name='mã văn bản')),
                ('token', models.UUIDField(default=uuid.uuid4, unique=True, verbose_name='mã thao tác')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người thực hiện')),
                ('membership', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.membership', verbose_name='vai trò')),
                ('acting_as', models.CharField(blank=True, max_length=250, verbose_name='với tư cách')),
                ('name', models.CharField(max_length=40, verbose_name='mã loại')),
                ('label', models.CharField(max_length=80, verbose_name='thao tác')),
                ('from_state', models.CharField(blank=True, max_length=20, verbose_name='từ trạng thái')),
                ('to_state', models.CharField(blank=True, max_length=20, verbose_name='sang trạng thái')),
                ('reason', models.TextField(blank=True, verbose_name='lý do')),
                ('data', models.JSONField(blank=True, default=dict, verbose_name='nội dung kèm theo')),
                ('at', models.DateTimeField(db_index=True, default=agencies.clock.now, verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'sự kiện',
                'verbose_name_plural': 'sự kiện',
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['document_type', 'document_id', 'at'], name='events_of_a_document')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan')),
                ('file', models.FileField(max_length=200, upload_to=workflow.models.evidence.storage_path, verbose_name='tệp')),
                ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                ('suffix', models.CharField(max_length=10, verbose_name='đuôi tệp')),
                ('content_type', models.CharField(max_length=100, verbose_name='loại tệp')),
                ('size', models.PositiveIntegerField(verbose_name='dung lượng, byte')),
                ('sha256', models.CharField(db_index=True, max_length=64, verbose_name='mã SHA-256')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên')),
                ('uploaded_at', models.DateTimeField(default=agencies.clock.now, verbose_name='tải lên lúc')),
            ],
            options={
                'verbose_name': 'tài liệu kiểm chứng',
                'verbose_name_plural': 'tài liệu kiểm chứng',
                'ordering': ['uploaded_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, verbose_name='mã công việc')),
                ('kind', models.CharField(max_length=60, verbose_name='loại')),
                ('args', models.JSONField(default=dict, verbose_name='nội dung')),
                ('state', models.CharField(choices=[('WAITING', 'Đang chờ'), ('RUNNING', 'Đang làm'), ('DONE', 'Đã xong'), ('FAILED', 'Không xong')], default='WAITING', max_length=10, verbose_name='trạng thái')),
                ('progress', models.PositiveSmallIntegerField(default=0, verbose_name='đã làm, %')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='số lần thử')),
                ('message', models.CharField(blank=True, max_length=400, verbose_name='thông báo')),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người yêu cầu')),
                ('asked_at', models.DateTimeField(default=agencies.clock.now, verbose_name='yêu cầu lúc')),
                ('heartbeat', models.DateTimeField(blank=True, null=True, verbose_name='còn chạy lúc')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='xong lúc')),
            ],
            options={
                'verbose_name': 'công việc chạy nền',
                'verbose_name_plural': 'công việc chạy nền',
                'ordering': ['-asked_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['WAITING', 'RUNNING'])), fields=('key',), name='one_active_job_per_key')],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to=settings.AUTH_USER_MODEL, verbose_name='người nhận')),
                ('on', models.DateField(verbose_name='ngày')),
                ('address', models.EmailField(max_length=254, verbose_name='địa chỉ')),
                ('subject', models.CharField(max_length=200, verbose_name='tiêu đề')),
                ('text', models.TextField(verbose_name='nội dung')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('WAITING', 'đang chờ gửi'), ('SENT', 'đã gửi'), ('REFUSED', 'hộp thư không nhận'), ('UNSURE', 'không rõ đã đến'), ('EXPIRED', 'quá hạn gửi')], default='WAITING', max_length=10, verbose_name='trạng thái')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='số lần thử')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='lời của máy chủ thư')),
                ('queued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='xếp hàng lúc')),
                ('next_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gửi từ lúc')),
                ('claimed_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('handed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='gửi lúc')),
            ],
            options={
                'verbose_name': 'thư điện tử',
                'verbose_name_plural': 'thư điện tử',
                'ordering': ['-queued_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'next_at'], name='mails_to_send'), models.Index(fields=['address', 'state'], name='mails_of_an_address')],
                'constraints': [models.UniqueConstraint(fields=('user', 'on'), name='one_digest_per_person_and_day')],
            },
        ),
        migrations.CreateModel(
            name='ReminderRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('authority', models.ForeignKey(blank=True, help_text='Để trống: dùng cho mọi địa bàn chưa có quy tắc riêng.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='địa bàn của')),
                ('days', models.SmallIntegerField(help_text='-7 là trước hạn 7 ngày, 0 là đúng ngày hạn, 3 là sau hạn 3 ngày.', verbose_name='ngày so với hạn')),
                ('every', models.PositiveSmallIntegerField(default=0, help_text='0: không nhắc lại.', verbose_name='nhắc lại mỗi (ngày)')),
                ('gap', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='cách lần nhắc trước ít nhất (ngày)')),
                ('to_staff', models.BooleanField(default=True, verbose_name='nhắc công chức')),
                ('to_head', models.BooleanField(default=False, verbose_name='nhắc người đứng đầu')),
                ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
            ],
            options={
                'verbose_name': 'quy tắc nhắc việc',
                'verbose_name_plural': 'quy tắc nhắc việc',
                'ordering': ['authority', 'days'],
                'constraints': [models.UniqueConstraint(fields=('authority', 'days'), name='one_rule_per_day_of_a_jurisdiction'), models.UniqueConstraint(condition=models.Q(('authority', None)), fields=('days',), name='one_common_rule_per_day'), models.CheckConstraint(condition=models.Q(('gap__gte', 1)), name='rule_gap_at_least_a_day'), models.CheckConstraint(condition=models.Q(('to_staff', True), ('to_head', True), _connector='OR'), name='rule_reminds_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='đơn vị')),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan thường trực')),
                ('kind', models.CharField(choices=[('NO_HEAD', 'Chưa có người đứng đầu đang hoạt động'), ('NOBODY', 'Chưa có ai nhận được nhắc việc'), ('MAIL', 'Hộp thư không nhận')], max_length=10, verbose_name='vướng mắc')),
                ('address', models.CharField(blank=True, max_length=254, verbose_name='địa chỉ')),
                ('raised_at', models.DateTimeField(default=agencies.clock.now, verbose_name='từ')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='đến')),
            ],
            options={
                'verbose_name': 'vướng mắc khi nhắc việc',
                'verbose_name_plural': 'vướng mắc khi nhắc việc',
                'ordering': ['-raised_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('agency', 'standing', 'kind', 'address'), name='one_open_alert_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='loại nội dung')),
                ('subject_id', models.BigIntegerField(verbose_name='mã nội dung')),
                ('kind', models.CharField(choices=[('RULE', 'Cổng tự nhắc'), ('HAND', 'Cơ quan thường trực nhắc'), ('AUTHORITY', 'Báo cáo lãnh đạo'), ('LETTER', 'Công văn đôn đốc')], max_length=10, verbose_name='cách nhắc')),
                ('rule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workflow.reminderrule', verbose_name='quy tắc')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='đơn vị')),
                ('standing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan thường trực')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='địa bàn của')),
                ('text', models.CharField(max_length=400, verbose_name='nội dung')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='đường dẫn')),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='mốc')),
                ('due', models.DateField(blank=True, null=True, verbose_name='hạn')),
                ('threshold', models.DateField(blank=True, null=True, verbose_name='ngày đến mốc')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhắc')),
                ('on', models.DateField(verbose_name='ngày nhắc')),
                ('at', models.DateTimeField(default=agencies.clock.now, verbose_name='nhắc lúc')),
            ],
            options={
                'verbose_name': 'lần nhắc',
                'verbose_name_plural': 'sổ nhắc việc',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['standing', '-at'], name='reminders_of_a_standing'), models.Index(fields=['subject_type', 'subject_id', 'on'], name='reminders_of_a_thing')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'RULE')), fields=('subject_type', 'subject_id', 'due', 'threshold'), name='one_reminder_per_threshold')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
                ('event', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='workflow.event')),
                ('reminder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='workflow.reminder')),
                ('mail', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='workflow.mail')),
                ('text', models.CharField(max_length=400)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('icon', models.CharField(default='bell', max_length=40)),
                ('at', models.DateTimeField(default=agencies.clock.now)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'thông báo',
                'verbose_name_plural': 'thông báo',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['user', 'read_at', '-at'], name='notices_of_a_person')],
            },
        ),
        migrations.RunPython(common_rules, migrations.RunPython.noop),
    ]
