from django.urls import path

from rokhas.work.views import late, lists, search, sharing

app_name = "work"
urlpatterns = [
    path("work/", lists.todo, name="list"),
    path("work/waiting/", lists.waiting, name="waiting"),
    path("work/followed/", lists.followed, name="followed"),
    path("work/closed/", lists.closed, name="closed"),
    path("work/tasks.csv", lists.export, name="export"),
    path("work/paper/", lists.paper, name="paper"),
    path("work/selection", sharing.selection, name="selection"),
    path("work/arrangement", sharing.arrangement, name="arrangement"),
    path("work/views/", sharing.views, name="views"),
    path("work/views/<int:pk>", sharing.view, name="view"),
    path("work/absences/", sharing.absences, name="absences"),
    path("work/absences/<int:pk>/cancellation", sharing.cancellation, name="cancellation"),
    path("work/followed/<slug:number>", sharing.follow, name="follow"),
    path("work/late/", late.late, name="late"),
    path("work/late.csv", late.export, name="late-export"),
    path("search/", search.search, name="search"),
]
