"""The addresses of the contract (DESIGN part 4); names here are what templates reverse."""

from django.urls import path

urlpatterns: list = []
