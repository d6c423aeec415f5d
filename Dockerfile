# One image for web, worker, beat and migrate; docker-compose.yml says which is which.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

# --- Python dependencies, locked with hashes --------------------------------------------------
FROM ${PYTHON_IMAGE} AS dependencies
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock

# --- the free faces of the official layout ----------------------------------------------------
FROM ${PYTHON_IMAGE} AS fonts
COPY scripts/fonts.sh /tmp/scripts/
RUN apt-get update && /tmp/scripts/fonts.sh /fonts

# --- the site ---------------------------------------------------------------------------------
FROM ${PYTHON_IMAGE} AS site
WORKDIR /app
COPY scripts/packages.sh scripts/packages.txt scripts/
RUN apt-get update \
 && apt-get install -y --no-install-recommends $(scripts/packages.sh list run) \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --home-dir /app --shell /usr/sbin/nologin union

COPY --from=dependencies /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/app/var
COPY . .
COPY --from=fonts /fonts var/fonts
# The keys serve this one command and are not kept; the site starts with keys of its own.
RUN SECRET_KEY=unused FIELD_KEY=unused python manage.py collectstatic --no-input \
 && mkdir -p var/media \
 && chown -R union:union var

USER union
EXPOSE 8000
CMD ["gunicorn", "union_site.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
