"""The addresses of the sockets."""

from django.urls import path

from collaboration.live import consumers, joint_drafts

sockets = [
    path("ws/meetings/<str:key>/", consumers.MeetingConsumer.as_asgi()),
    path("ws/drafts/<str:key>/", joint_drafts.JointDraftConsumer.as_asgi()),
    path("ws/papers/<str:key>/", consumers.PaperConsumer.as_asgi()),
]
