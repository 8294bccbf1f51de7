// Runs in a page before its first connection, and keeps what the page is told of the other side.
const ears = { told: [], peers: [] };
window.heliographEars = ears;

window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...parameters) {
        super(...parameters);
        ears.peers.push(this);
    }

    setRemoteDescription(description) {
        ears.told.push(description?.sdp ?? '');
        return super.setRemoteDescription(description);
    }

    addIceCandidate(candidate) {
        ears.told.push(candidate?.candidate ?? '');
        return super.addIceCandidate(candidate);
    }
};

/** All that the browser tells of its connections. */
ears.statistics = async () => {
    const reports = await Promise.all(ears.peers.map((peer) => peer.getStats()));
    return JSON.stringify(reports.map((report) => [...report.values()]));
};

/** By which kinds of addresses packets go, and how they reach the relay where one is used. */
// The types of the candidates that the page tells the other side; a restart of ICE tells new ones.
ears.tells = async () => {
    const peer = ears.peers.find((peer) => peer.signalingState !== 'closed');
    return [...peer.localDescription.sdp.matchAll(/ typ (\w+)/g)].map(([, type]) => type);
};

ears.way = async () => {
    const peer = ears.peers.find((peer) => peer.iceConnectionState === 'connected' || peer.iceConnectionState === 'completed');
    const report = await peer.getStats();
    const all = [...report.values()];
    const transport = all.find(({ type }) => type === 'transport');
    // Firefox marks the pair that it uses.
    const pair = report.get(transport?.selectedCandidatePairId) ?? all.find(({ type, selected }) => type === 'candidate-pair' && selected);
    const [local, remote] = [report.get(pair.localCandidateId), report.get(pair.remoteCandidateId)];
    return [local.candidateType, remote.candidateType, local.relayProtocol ?? '', local.protocol];
};
