"""The text that is asked about while it is written: a form's field by any of its names."""

from __future__ import annotations

from django import forms

LONGEST = 4_000  # characters looked at, as many as the longest field holds


class SimilarForm(forms.Form):
    """Takes what is there, cuts what is too long, refuses nothing: nobody has sent it yet."""

    text = forms.CharField(required=False)
    title = forms.CharField(required=False)
    suggestion = forms.CharField(required=False)

    def written(self) -> tuple[str, ...]:
        if not self.is_valid():  # null bytes: nobody types them
            return ()
        fields = ("title", "text", "suggestion")
        return tuple(self.cleaned_data[name][:LONGEST] for name in fields)
