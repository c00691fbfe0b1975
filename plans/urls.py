"""Addresses of plans, tasks, the log of results and the registry of models."""

from django.urls import path

from plans.views import assignment, cadence, log, plan, registry, task, tasks

urlpatterns = [
    path("ke-hoach/", plan.plan_list, name="plans"),
    path("ke-hoach/<int:pk>/", plan.plan_page, name="plan"),
    path("ke-hoach/<int:pk>/van-ban-goc/", plan.plan_file, name="plan_file"),
    path("ke-hoach/<int:pk>/thao-tac/<slug:name>/", plan.plan_move, name="plan_move"),
    path("ke-hoach/<int:pk>/<slug:tab>/", plan.plan_page, name="plan_tab"),
    path("ke-hoach/mo-hinh/<int:pk>/", plan.plan_model, name="plan_model"),
    path("nhiem-vu/", tasks.task_list, name="tasks"),
    path("nhiem-vu/xuat-excel/", tasks.task_export, name="task_export"),
    path("nhiem-vu/hang-loat/", tasks.task_bulk, name="task_bulk"),
    path("nhiem-vu/bo-loc/", tasks.filter_save, name="filter_save"),
    path("nhiem-vu/bo-loc/<int:pk>/bo/", tasks.filter_delete, name="filter_delete"),
    path("nhiem-vu/viec/<int:pk>/", task.task_page, name="task"),
    path("nhiem-vu/viec/<int:pk>/don-vi/", task.task_units, name="task_units"),
    path("nhiem-vu/<int:pk>/", assignment.assignment_page, name="assignment"),
    path("nhiem-vu/<int:pk>/tien-do/", assignment.assignment_progress, name="assignment_progress"),
    path("nhiem-vu/<int:pk>/hoan-thanh/", assignment.assignment_complete, name="assignment_complete"),
    path("nhiem-vu/<int:pk>/gia-han/", assignment.assignment_extend, name="assignment_extend"),
    path("nhiem-vu/<int:pk>/xac-nhan/", assignment.assignment_confirm, name="assignment_confirm"),
    path("nhiem-vu/<int:pk>/de-nghi/", assignment.assignment_return, name="assignment_return"),
    path("nhiem-vu/<int:pk>/tep/<int:file_pk>/", assignment.assignment_file, name="assignment_file"),
    path("ket-qua/", log.log, name="log"),
    path("ket-qua/nhip/", cadence.cadence, name="cadence"),
    path("ket-qua/nhip/don-vi/<int:pk>/", cadence.cadence_unit, name="cadence_unit"),
    path("ket-qua/nhip/luan-phien/<int:pk>/", cadence.roster, name="roster"),
    path("ket-qua/thang/", log.log_month, name="log_month"),
    path("ket-qua/<int:pk>/sua/", log.activity_correct, name="activity_correct"),
    path("ket-qua/<int:pk>/tep/<int:file_pk>/", log.activity_file, name="activity_file"),
    path("mo-hinh/", registry.reform_models, name="reform_models"),
    path("mo-hinh/<int:pk>/", registry.reform_model, name="reform_model"),
]
