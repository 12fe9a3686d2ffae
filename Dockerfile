# Building needs Node.js, which comes from PyPI and stays in this stage.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /source
COPY . .
ENV UV_PROJECT_ENVIRONMENT=/opt/afterview UV_PYTHON_DOWNLOADS=never
RUN uv sync --locked --no-dev --no-editable --extra apprise

FROM python:3.13-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data afterview \
    && install --directory --owner afterview --group afterview --mode 700 /data
COPY --from=build /opt/afterview /opt/afterview
ENV PATH=/opt/afterview/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AFTERVIEW_HOST=0.0.0.0 \
    AFTERVIEW_PORT=8000 \
    AFTERVIEW_DATA_DIR=/data
USER afterview
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=1s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["afterview", "serve"]
