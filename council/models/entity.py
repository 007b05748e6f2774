"""What every published thing has: a public key, its moments, and where it was taken over from."""

from django.db import models

from council import keys


class Entity(models.Model):
    """A thing with a page of its own; deleting is a mark, never a removal."""

    key = models.CharField(max_length=26, unique=True, default=keys.new, editable=False)
    created_at = models.DateTimeField()
    modified_at = models.DateTimeField(db_index=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=500, null=True, blank=True, unique=True)
    origin_print = models.CharField(max_length=64, blank=True, default="")
    keywords = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True
