// Runs in a page of a test before it connects, and gives the test a hand on its control channel.
const hooks = {
    channels: [],
    peers: [],
    /** What becomes of a message that the page sends: the bytes to send in its place, or nothing. */
    outgoing: (bytes) => [bytes],
    /** Whether the page hears a message that came. */
    hears: () => true,
};
window.heliographHooks = hooks;

const createDataChannel = RTCPeerConnection.prototype.createDataChannel;
RTCPeerConnection.prototype.createDataChannel = function (...parameters) {
    const channel = createDataChannel.apply(this, parameters);
    hooks.peers.push(this);
    hooks.channels.push(channel);
    // Listeners are called in the order in which they came, so this one hears each message before the page does.
    channel.addEventListener('message', (event) => {
        if (!hooks.hears(new Uint8Array(event.data), channel)) event.stopImmediatePropagation();
    });
    return channel;
};

const send = RTCDataChannel.prototype.send;
hooks.send = (channel, bytes) => send.call(channel, bytes);
RTCDataChannel.prototype.send = function (message) {
    if (typeof message === 'string') return send.call(this, message);
    // The page hands over a view of memory that it uses again.
    for (const bytes of hooks.outgoing(new Uint8Array(message))) send.call(this, bytes);
};
