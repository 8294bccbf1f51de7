// The least that connects by hand: whole descriptions as raw JSON, after gathering is complete, and plain text over one
// data channel that it opens itself. It knows nothing of Heliograph.
const by = (id) => document.getElementById(id);
let peer, channel;

function begin() {
    const urls = by('stun').value;
    peer = new RTCPeerConnection({ iceServers: urls ? [{ urls }] : [] });
    peer.onicegatheringstatechange = () => {
        if (peer.iceGatheringState === 'complete') by('mine').value = JSON.stringify(peer.localDescription);
    };
    peer.ondatachannel = (event) => use(event.channel);
}

function use(opened) {
    channel = opened;
    channel.onopen = () => { by('state').textContent = 'open'; };
    channel.onclose = () => { by('state').textContent = 'closed'; };
    channel.onmessage = (event) => {
        const entry = document.createElement('li');
        entry.textContent = typeof event.data === 'string' ? event.data : 'something that is no text';
        by('texts').append(entry);
    };
}

by('offer').onclick = async () => {
    begin();
    use(peer.createDataChannel('chat'));
    await peer.setLocalDescription();
};

by('take').onclick = async () => {
    const description = JSON.parse(by('theirs').value);
    if (description.type === 'offer') begin();
    await peer.setRemoteDescription(description);
    if (description.type === 'offer') await peer.setLocalDescription();
};

by('say').onclick = () => channel.send(by('text').value);
