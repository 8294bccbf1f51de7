"""Another serverless tool: an offer on standard output, the answer and then lines of text on standard input."""

import asyncio
import json
import sys

from aiortc import RTCPeerConnection, RTCSessionDescription


async def main():
    peer = RTCPeerConnection()
    channel = peer.createDataChannel("chat")
    channel.on("message", lambda text: print("TEXT " + text, flush=True))
    await peer.setLocalDescription(await peer.createOffer())
    offer = peer.localDescription
    print("OFFER " + json.dumps({"type": offer.type, "sdp": offer.sdp}), flush=True)
    loop = asyncio.get_running_loop()
    answer = json.loads(await loop.run_in_executor(None, sys.stdin.readline))
    await peer.setRemoteDescription(RTCSessionDescription(**answer))
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        channel.send(line.rstrip("\n"))


asyncio.run(main())
