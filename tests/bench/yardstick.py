"""The yardstick: a page with one query over two joins and a table of 50 rows."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from foundation.edges.rights import public

QUERY = """SELECT a.number, a.status, c.name, c.uscc, k.slug, k.year
    FROM programs_application a JOIN startups_company c ON c.id = a.company_id
    JOIN programs_call k ON k.id = a.call_id ORDER BY a.id DESC LIMIT 50"""
TABLE = Template("""<table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>""")


@public
def table(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        return HttpResponse(TABLE.render(Context({"rows": cursor.fetchall()})))


urlpatterns = [path("", table)]
