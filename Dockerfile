# The production image: one image, and web, worker, beat and migrate are commands of it.

FROM node:22-slim AS assets
WORKDIR /assets
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.13-slim AS packages
WORKDIR /service
COPY script/local/uv.txt requirements.txt ./
RUN python -m venv /service/.venv \
    && /service/.venv/bin/pip install --no-cache-dir --require-hashes -r uv.txt \
    && /service/.venv/bin/uv pip install --no-cache --python /service/.venv/bin/python --require-hashes -r requirements.txt \
    && /service/.venv/bin/uv pip uninstall --python /service/.venv/bin/python uv

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
        fonts-liberation fonts-dejavu-core fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /service --shell /usr/sbin/nologin service \
    && install -d -o service -g service /data
WORKDIR /service
ENV PATH=/service/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    XDG_CACHE_HOME=/tmp/cache \
    BIND=0.0.0.0:8000
COPY --from=packages /service/.venv /service/.venv
COPY --from=assets /assets/node_modules /service/node_modules
COPY manage.py ./
COPY datashare ./datashare
COPY community ./community
COPY catalogue ./catalogue
COPY agreements ./agreements
COPY templates ./templates
COPY static ./static
COPY docs/evidence.md ./docs/evidence.md
# Collecting files needs settings but no secret: these values exist for this one line.
RUN SECRET_KEY=only-while-the-image-is-built-and-never-in-a-container-that-serves \
    SERVICE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid EMAIL_URL=consolemail:// SEAL_KEY_FILE=/nowhere \
    python manage.py collectstatic --noinput
USER service
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-m", "datashare.alive"]
CMD ["gunicorn", "-c", "python:datashare.serving"]
