# syntax=docker/dockerfile:1
# Two stages: the first installs, the second carries no compiler, no pip cache and no root.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/shebao
COPY requirements.lock ./
RUN /opt/shebao/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN /opt/shebao/bin/pip install --no-deps . \
    && /opt/shebao/bin/python -m compileall -q /opt/shebao/lib

FROM python:3.13-slim
ENV PATH=/opt/shebao/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin shebao \
    && mkdir -p /app/var && chown shebao /app/var
COPY --from=build /opt/shebao /opt/shebao
WORKDIR /app
COPY flows flows
COPY knowledge knowledge
USER 10001
# The only place that is written to: `docker run --read-only -v shebao:/app/var …` is enough.
VOLUME /app/var
ENV LISTEN=0.0.0.0:8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["shebao", "--content", "/app"]
CMD ["serve"]
