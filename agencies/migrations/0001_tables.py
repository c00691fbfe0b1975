# The tables as they stood when the portal was first set up; a database that has the migrations in `replaces` has them.

import agencies.clock
import agencies.models.people
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('agencies', '0001_initial'), ('agencies', '0002_agency_alias'), ('agencies', '0003_words_of_the_administration')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='LoginAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('username', models.CharField(db_index=True, max_length=150, verbose_name='tên đăng nhập')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='địa chỉ máy')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'lần đăng nhập sai',
                'verbose_name_plural': 'lần đăng nhập sai',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='điện thoại')),
                ('sort_key', models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ('search_key', models.CharField(blank=True, editable=False, max_length=300)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'người dùng',
                'verbose_name_plural': 'người dùng',
                'ordering': ['sort_key', 'pk'],
            },
            managers=[
                ('objects', agencies.models.people.PortalUserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('name', models.CharField(help_text='Như trên màn hình: UBND xã Thường Lạc', max_length=200, verbose_name='tên')),
                ('short_name', models.CharField(help_text='Dùng trong bảng: Xã Thường Lạc', max_length=60, verbose_name='tên gọn')),
                ('official_name', models.CharField(help_text='Ủy ban nhân dân xã Thường Lạc', max_length=250, verbose_name='tên trên văn bản')),
                ('kind', models.CharField(choices=[('COMMITTEE', 'Ủy ban nhân dân'), ('OFFICE', 'Cơ quan chuyên môn'), ('SERVICE_UNIT', 'Đơn vị sự nghiệp'), ('VERTICAL', 'Cơ quan ngành dọc'), ('PARTY_MASS', 'Cơ quan Đảng, Mặt trận, đoàn thể'), ('ENTERPRISE', 'Doanh nghiệp')], max_length=20, verbose_name='loại')),
                ('level', models.CharField(choices=[('PROVINCE', 'Cấp tỉnh'), ('DISTRICT', 'Cấp huyện'), ('COMMUNE', 'Cấp xã')], max_length=10, verbose_name='cấp')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='agencies.agency', verbose_name='trực thuộc')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='mã trong hệ thống')),
                ('code_2020', models.CharField(blank=True, max_length=35, verbose_name='mã định danh (QĐ 20/2020)')),
                ('code_2016', models.CharField(blank=True, max_length=35, verbose_name='mã định danh cũ (QCVN 102:2016)')),
                ('symbol', models.CharField(blank=True, help_text='PNV, UBND', max_length=20, verbose_name='chữ viết tắt trong ký hiệu')),
                ('place', models.CharField(blank=True, help_text='Ghi trước ngày tháng trên văn bản', max_length=60, verbose_name='địa danh')),
                ('head_title', models.CharField(blank=True, help_text='Trưởng phòng', max_length=60, verbose_name='chức danh người đứng đầu')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                ('owes_reports', models.BooleanField(default=True, help_text='Bỏ chọn với Mặt trận, đoàn thể, Bưu điện: chỉ đề nghị phối hợp.', verbose_name='phải báo cáo')),
                ('path', models.CharField(blank=True, db_index=True, editable=False, max_length=120)),
                ('search_key', models.CharField(blank=True, editable=False, max_length=500)),
            ],
            options={
                'verbose_name': 'cơ quan, đơn vị',
                'verbose_name_plural': 'cơ quan, đơn vị',
                'ordering': ['order', 'name'],
            },
        ),
        migrations.CreateModel(
            name='AgencyGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Như trong kế hoạch: UBND các xã, thị trấn', max_length=200, verbose_name='tên nhóm')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agency_groups', to='agencies.agency', verbose_name='địa bàn của')),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='loại cơ quan')),
                ('levels', models.JSONField(blank=True, default=list, verbose_name='cấp')),
                ('search_key', models.CharField(blank=True, editable=False, max_length=300)),
            ],
            options={
                'verbose_name': 'nhóm cơ quan',
                'verbose_name_plural': 'nhóm cơ quan',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('jurisdiction', 'name'), name='one_group_name_per_jurisdiction')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='agencies.agency', verbose_name='địa bàn của')),
                ('kind', models.CharField(choices=[('STANDING', 'Cơ quan thường trực CCHC'), ('PROCEDURES', 'Đầu mối kiểm soát thủ tục hành chính'), ('VERIFICATION', 'Thẩm tra'), ('FINANCE', 'Thẩm định dự toán')], max_length=20, verbose_name='chức năng')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_duties', to='agencies.agency', verbose_name='giao cho')),
            ],
            options={
                'verbose_name': 'chức năng',
                'verbose_name_plural': 'chức năng',
                'ordering': ['jurisdiction', 'kind', 'active_from'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAgency',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('name', models.CharField(help_text='Như trên màn hình: UBND xã Thường Lạc', max_length=200, verbose_name='tên')),
                ('short_name', models.CharField(help_text='Dùng trong bảng: Xã Thường Lạc', max_length=60, verbose_name='tên gọn')),
                ('official_name', models.CharField(help_text='Ủy ban nhân dân xã Thường Lạc', max_length=250, verbose_name='tên trên văn bản')),
                ('kind', models.CharField(choices=[('COMMITTEE', 'Ủy ban nhân dân'), ('OFFICE', 'Cơ quan chuyên môn'), ('SERVICE_UNIT', 'Đơn vị sự nghiệp'), ('VERTICAL', 'Cơ quan ngành dọc'), ('PARTY_MASS', 'Cơ quan Đảng, Mặt trận, đoàn thể'), ('ENTERPRISE', 'Doanh nghiệp')], max_length=20, verbose_name='loại')),
                ('level', models.CharField(choices=[('PROVINCE', 'Cấp tỉnh'), ('DISTRICT', 'Cấp huyện'), ('COMMUNE', 'Cấp xã')], max_length=10, verbose_name='cấp')),
                ('code', models.SlugField(max_length=40, verbose_name='mã trong hệ thống')),
                ('code_2020', models.CharField(blank=True, max_length=35, verbose_name='mã định danh (QĐ 20/2020)')),
                ('code_2016', models.CharField(blank=True, max_length=35, verbose_name='mã định danh cũ (QCVN 102:2016)')),
                ('symbol', models.CharField(blank=True, help_text='PNV, UBND', max_length=20, verbose_name='chữ viết tắt trong ký hiệu')),
                ('place', models.CharField(blank=True, help_text='Ghi trước ngày tháng trên văn bản', max_length=60, verbose_name='địa danh')),
                ('head_title', models.CharField(blank=True, help_text='Trưởng phòng', max_length=60, verbose_name='chức danh người đứng đầu')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='thứ tự')),
                ('owes_reports', models.BooleanField(default=True, help_text='Bỏ chọn với Mặt trận, đoàn thể, Bưu điện: chỉ đề nghị phối hợp.', verbose_name='phải báo cáo')),
                ('path', models.CharField(blank=True, db_index=True, editable=False, max_length=120)),
                ('search_key', models.CharField(blank=True, editable=False, max_length=500)),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='trực thuộc')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch sử cơ quan',
                'verbose_name_plural': 'historical cơ quan, đơn vị',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalAgencyGroup',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(help_text='Như trong kế hoạch: UBND các xã, thị trấn', max_length=200, verbose_name='tên nhóm')),
                ('kinds', models.JSONField(blank=True, default=list, verbose_name='loại cơ quan')),
                ('levels', models.JSONField(blank=True, default=list, verbose_name='cấp')),
                ('search_key', models.CharField(blank=True, editable=False, max_length=300)),
                ('jurisdiction', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='địa bàn của')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch sử nhóm cơ quan',
                'verbose_name_plural': 'historical nhóm cơ quan',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalDuty',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('kind', models.CharField(choices=[('STANDING', 'Cơ quan thường trực CCHC'), ('PROCEDURES', 'Đầu mối kiểm soát thủ tục hành chính'), ('VERIFICATION', 'Thẩm tra'), ('FINANCE', 'Thẩm định dự toán')], max_length=20, verbose_name='chức năng')),
                ('jurisdiction', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='địa bàn của')),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='giao cho')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch sử chức năng',
                'verbose_name_plural': 'historical chức năng',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalMembership',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('role', models.CharField(choices=[('STAFF', 'Công chức'), ('HEAD', 'Người đứng đầu'), ('CLERK', 'Văn thư'), ('VIEWER', 'Người xem')], max_length=10, verbose_name='vai trò')),
                ('title', models.CharField(blank=True, help_text='Trưởng phòng, Phó Chủ tịch', max_length=80, verbose_name='chức danh')),
                ('deputy', models.BooleanField(default=False, verbose_name='là cấp phó, ký thay (KT.)')),
                ('acting', models.BooleanField(default=False, verbose_name='quyền, phụ trách (Q.)')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người dùng')),
                ('agency', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='agencies.agency', verbose_name='cơ quan')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch sử vai trò',
                'verbose_name_plural': 'historical vai trò trong cơ quan',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalUser',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(db_index=True, error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='điện thoại')),
                ('sort_key', models.CharField(blank=True, db_index=True, editable=False, max_length=200)),
                ('search_key', models.CharField(blank=True, editable=False, max_length=300)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lịch sử người dùng',
                'verbose_name_plural': 'historical người dùng',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='người dùng')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='agencies.agency', verbose_name='cơ quan')),
                ('role', models.CharField(choices=[('STAFF', 'Công chức'), ('HEAD', 'Người đứng đầu'), ('CLERK', 'Văn thư'), ('VIEWER', 'Người xem')], max_length=10, verbose_name='vai trò')),
                ('title', models.CharField(blank=True, help_text='Trưởng phòng, Phó Chủ tịch', max_length=80, verbose_name='chức danh')),
                ('deputy', models.BooleanField(default=False, verbose_name='là cấp phó, ký thay (KT.)')),
                ('acting', models.BooleanField(default=False, verbose_name='quyền, phụ trách (Q.)')),
            ],
            options={
                'verbose_name': 'vai trò trong cơ quan',
                'verbose_name_plural': 'vai trò trong cơ quan',
                'ordering': ['agency', 'role', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='succeeded_by', to='agencies.agency', verbose_name='cơ quan kết thúc')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='succeeds', to='agencies.agency', verbose_name='cơ quan tiếp nhận')),
                ('on', models.DateField(verbose_name='từ ngày')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='căn cứ, ghi chú')),
            ],
            options={
                'verbose_name': 'kế thừa',
                'verbose_name_plural': 'kế thừa cơ quan',
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='one_succession_per_pair'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='no_succession_to_itself')],
            },
        ),
        migrations.CreateModel(
            name='AgencyAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jurisdiction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agency_aliases', to='agencies.agency', verbose_name='địa bàn của')),
                ('key', models.CharField(editable=False, max_length=200)),
                ('printed', models.CharField(max_length=200, verbose_name='như in trong văn bản')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='agencies.agency', verbose_name='là cơ quan')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='agencies.agencygroup', verbose_name='là nhóm')),
                ('chosen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người chọn')),
                ('chosen_at', models.DateTimeField(default=agencies.clock.now, verbose_name='lúc')),
            ],
            options={
                'verbose_name': 'tên gọi khác của cơ quan',
                'verbose_name_plural': 'tên gọi khác của cơ quan',
                'ordering': ['jurisdiction', 'printed'],
                'constraints': [models.UniqueConstraint(fields=('jurisdiction', 'key'), name='one_alias_per_phrase_and_jurisdiction'), models.CheckConstraint(condition=models.Q(('agency__isnull', True), ('group__isnull', True), _connector='OR'), name='alias_is_an_agency_or_a_group')],
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('active_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                ('active_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named_members', to='agencies.agencygroup', verbose_name='nhóm')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan')),
                ('excluded', models.BooleanField(default=False, verbose_name='không thuộc nhóm')),
            ],
            options={
                'verbose_name': 'thành viên chỉ định',
                'verbose_name_plural': 'thành viên chỉ định',
            },
        ),
    ]
