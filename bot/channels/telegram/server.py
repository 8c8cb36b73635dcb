"""The address that is listened on: the webhook, and what watches over the process asks for."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.channels.telegram.health import Health, Readiness
from bot.channels.telegram.metrics import Exposition
from bot.channels.telegram.webhook import BODY_LIMIT, Door
from bot.settings import Address

log = logging.getLogger(__name__)

LAST_ANSWERS = 1.0  # seconds at the end for updates that are being stored


def application(
    health: Health,
    readiness: Readiness,
    exposition: Exposition,
    path: str | None = None,
    door: Door | None = None,
) -> web.Application:
    """`/healthz`, `/readyz`, `/metrics`, and `door` at `path` if there is a webhook."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_calm])

    async def healthz(_: web.Request) -> web.Response:
        ill = health.ill()
        return web.Response(status=503 if ill else 200, text=", ".join(ill) or "ok")

    async def readyz(_: web.Request) -> web.Response:
        report = await readiness.report()
        wrong = {part for part, how in report.items() if part != "content" and how != "ok"}
        return web.json_response({"ready": not wrong, **report}, status=503 if wrong else 200)

    async def metrics(request: web.Request) -> web.Response:
        accept = request.headers.get("Accept", "")
        body, kind = exposition.text(accept, await readiness.stats())
        return web.Response(body=body, headers={"Content-Type": kind})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    if path is not None and door is not None:
        app.router.add_post(path, door.knock)
    return app


@web.middleware
async def _calm(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Tell what strangers do wrong from what we do: of the first no log and no operator hears."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except (web.RequestPayloadError, ConnectionError):
        return web.Response(status=400)
    except Exception:
        log.exception("a request could not be answered")
        return web.Response(status=500)


async def listen(app: web.Application, address: Address) -> web.AppRunner:
    """Serve until `cleanup()` of what is returned. Raises OSError, whose text names the setting."""
    runner = web.AppRunner(
        app,
        access_log=None,  # it would hold the path
        handle_signals=False,
        shutdown_timeout=LAST_ANSWERS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, address.host, address.port).start()
    except OSError as error:
        await runner.cleanup()
        raise OSError(
            f"LISTEN names {address.host}:{address.port}, which cannot be listened on"
            f" ({error.strerror}): name a free address of this machine."
        ) from error
    return runner
