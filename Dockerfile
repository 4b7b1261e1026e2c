# support-ai in one image: `docker build -t support-ai . && docker run -p 8000:8000 support-ai`

FROM python:3.12-slim AS build
WORKDIR /build
RUN python -m venv /opt/support-ai
ENV PATH=/opt/support-ai/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
# The tools that build the wheel live in an environment of their own and stay behind.
COPY requirements-build.txt ./
RUN python -m venv /opt/tools && /opt/tools/bin/pip install --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src ./src
RUN /opt/tools/bin/python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && pip install --no-deps dist/*.whl \
    && python -m compileall -q /opt/support-ai/lib

FROM python:3.12-slim
RUN groupadd --gid 10001 support && useradd --uid 10001 --gid support --no-create-home --home-dir /data support \
    && install --directory --owner support --group support --mode 0700 /data
COPY --from=build /opt/support-ai /opt/support-ai
ENV PATH=/opt/support-ai/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SUPPORT_AI_HOST=0.0.0.0 \
    SUPPORT_AI_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('SUPPORT_AI_PORT', '8000') + '/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["support-ai", "serve"]
