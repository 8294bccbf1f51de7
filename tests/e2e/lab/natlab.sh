#!/bin/bash
# A NAT laboratory in network namespaces. Needs root, iproute2, nftables and, for `coturn`, coturn.
# It touches nothing outside namespaces whose names begin with $NATLAB_PREFIX (default hg).
#   natlab.sh up               build it: two clients, each behind a NAT, and a public network
#   natlab.sh down             end what runs inside it, and remove it
#   natlab.sh nat a|b KIND     KIND: none | full | addr | port | sym | udpblock | tcp443
#   natlab.sh in NS CMD..      run CMD in a namespace (short names: srv cla clb na nb pub)
#   natlab.sh coturn [ARG..]   start coturn in srv (203.0.113.1, alternate .2 for RFC 5780)
#   natlab.sh loss a|b PCT     drop PCT % of UDP in each direction at that NAT; 0 = none, 100 = the link is cut
#   natlab.sh rate a|b KBIT    let no more than KBIT kbit/s through to that client; 0 = as much as comes
#   natlab.sh cable in|on|out  plug in a cable between the two clients, a second and shorter path that carries nothing yet;
#                              let it carry; pull it out
#
#   cla 10.1.0.2 --- 10.1.0.1 na 203.0.113.11 ---+
#       fd01::2      fd01::1     2001:db8::11    |
#                                                +-- pub (bridge br0, 203.0.113.0/24) --- srv 203.0.113.1 and .2
#   clb 10.2.0.2 --- 10.2.0.1 nb 203.0.113.12 ---+
set -eu
P=${NATLAB_PREFIX:-hg}
RUN=${NATLAB_RUN:-/run/natlab-$P}
mkdir -p "$RUN"

N() { ip netns exec "$P$1" "${@:2}"; }

# A leg on the public bridge: namespace, interface, addresses.
leg() {
  local n=$1 i=$2
  shift 2
  ip link add "$i" netns "$P$n" type veth peer name "b$n" netns "${P}pub"
  N pub ip link set "b$n" master br0 up
  for a in "$@"; do N "$n" ip addr add "$a" dev "$i" $(case $a in *:*) echo nodad ;; esac); done
  N "$n" ip link set "$i" up
}

# A local network: NAT, client, first three bytes of its IPv4 addresses, first group of its IPv6 addresses.
lan() {
  ip link add lan netns "$P$1" type veth peer name eth0 netns "$P$2"
  N "$1" ip addr add "$3.1/24" dev lan
  N "$1" ip addr add "$4::1/64" dev lan nodad
  N "$1" ip link set lan up
  N "$2" ip addr add "$3.2/24" dev eth0
  N "$2" ip addr add "$4::2/64" dev eth0 nodad
  N "$2" ip link set eth0 up
  N "$2" ip route add default via "$3.1"
  N "$2" ip -6 route add default via "$4::1"
  N "$1" sysctl -qw net.ipv4.ip_forward=1
  N "$1" sysctl -qw net.ipv6.conf.all.forwarding=1
}

up() {
  for n in pub srv na nb cla clb; do
    ip netns add "$P$n"
    N "$n" ip link set lo up
    N "$n" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
  done
  N pub ip link add br0 type bridge
  N pub ip link set br0 up
  leg srv eth0 203.0.113.1/24 203.0.113.2/24 2001:db8::1/64 2001:db8::2/64
  leg na wan 203.0.113.11/24 2001:db8::11/64
  leg nb wan 203.0.113.12/24 2001:db8::12/64
  lan na cla 10.1.0 fd01
  lan nb clb 10.2.0 fd02
  nat a port
  nat b port
}

nat() {
  local n=n$1 in4 pub
  case $1 in
    a) in4=10.1.0.2 pub=203.0.113.11 ;;
    b) in4=10.2.0.2 pub=203.0.113.12 ;;
    *) echo "unknown NAT $1" >&2; return 2 ;;
  esac
  local pre="" fwd="" masq="masquerade"
  # Whatever comes unasked from the public side is dropped, unless a kind opens it.
  local drop='iifname "wan" oifname "lan" ct state established,related accept
    iifname "wan" oifname "lan" ct status dnat accept
    iifname "wan" oifname "lan" drop'
  case $2 in
    # Routed without a NAT.
    none) masq="" drop="" ;;
    # Mapping and filtering independent of the other end.
    full) pre="iifname \"wan\" meta l4proto udp dnat ip to $in4" ;;
    # Mapping independent of the other end, filtering by its address.
    addr)
      pre="iifname \"wan\" meta l4proto udp ip saddr @seen dnat ip to $in4"
      fwd="iifname \"lan\" oifname \"wan\" meta l4proto udp update @seen { ip daddr timeout 120s }" ;;
    # The port is kept, filtering is by address and port: Linux masquerading, most home routers.
    port) ;;
    # A new random port for each destination.
    sym) masq="masquerade fully-random" ;;
    # No UDP at all.
    udpblock) fwd='meta l4proto udp drop' ;;
    # Nothing but TCP to port 443.
    tcp443) fwd='meta l4proto udp drop
    tcp dport != 443 ct state new drop' ;;
    *) echo "unknown kind $2" >&2; return 2 ;;
  esac
  N "$n" nft -f - <<R
flush ruleset
table inet lab {
  set seen { type ipv4_addr; flags dynamic,timeout; timeout 120s; size 65535; }
  chain lpre { type nat hook prerouting priority dstnat; policy accept;
    $pre
  }
  chain lfwd { type filter hook forward priority filter; policy accept; jump lloss
    $fwd
    $drop
  }
  chain lloss { }
  # A router drops what comes unasked to itself. Otherwise conntrack confirms it and then refuses the port to the
  # client behind it, and no hole is ever punched.
  chain lin { type filter hook input priority filter; policy accept;
    iifname "wan" meta l4proto { udp, tcp } ct state new drop
  }
  chain lpost { type nat hook postrouting priority srcnat; policy accept;
    $([ -z "$masq" ] || echo "oifname \"wan\" meta l4proto udp $masq")
    # The rest keeps its ports, so that a connection over TCP outlives a change of kind.
    $([ -z "$masq" ] || echo "oifname \"wan\" meta l4proto { tcp, icmp, icmpv6 } masquerade")
  }
}
R
  N "$n" sh -c 'command -v conntrack >/dev/null && conntrack -F >/dev/null 2>&1 || true'
  for m in srv na nb; do
    [ "$m" != "$n" ] || continue
    if [ "$2" = none ]; then
      N "$m" ip route replace "${in4%.*}.0/24" via "$pub"
    else
      N "$m" ip route del "${in4%.*}.0/24" via "$pub" 2>/dev/null || true
    fi
  done
}

loss() {
  N "n$1" nft flush chain inet lab lloss
  case $2 in
    0) ;;
    100) N "n$1" nft add rule inet lab lloss meta l4proto udp drop ;;
    *) N "n$1" nft add rule inet lab lloss meta l4proto udp numgen random mod 100 \< "$2" drop ;;
  esac
}

# A line with the queue of a usual one: a third of a second.
rate() {
  case $2 in
    0) N "n$1" tc qdisc del dev lan root ;;
    *) N "n$1" tc qdisc replace dev lan root tbf rate "$2kbit" burst 10kb latency 300ms ;;
  esac
}

cable() {
  case $1 in
    in)
      ip link add cable netns "${P}cla" type veth peer name cable netns "${P}clb"
      N cla ip addr add 10.3.0.1/24 dev cable
      N clb ip addr add 10.3.0.2/24 dev cable
      N cla ip link set cable up
      N clb ip link set cable up
      for n in cla clb; do
        N "$n" nft -f - <<'R'
table inet cable {
  chain dead { type filter hook input priority filter; policy accept; iifname "cable" drop
  }
}
R
      done ;;
    on) for n in cla clb; do N "$n" nft delete table inet cable; done ;;
    out) N cla ip link set cable down ;;
    *) echo "unknown cable $1" >&2; return 2 ;;
  esac
}

coturn() {
  ip netns exec "${P}srv" turnserver -n --listening-ip=203.0.113.1 --listening-ip=203.0.113.2 \
    --listening-ip=2001:db8::1 --relay-ip=203.0.113.1 --relay-ip=2001:db8::1 --lt-cred-mech --realm=lab --user=u:p \
    --fingerprint --no-cli --no-tls --no-dtls --min-port=50000 --max-port=65000 --log-file="$RUN/coturn.log" \
    --simple-log -v --pidfile="$RUN/turnserver.pid" "$@" >/dev/null 2>&1 &
  for _ in $(seq 100); do
    if N srv ss -lnu 2>/dev/null | grep -q '203.0.113.1:3478'; then return; fi
    sleep 0.1
  done
  echo "coturn does not listen; see $RUN/coturn.log" >&2
  return 1
}

down() {
  for n in clb cla nb na srv pub; do
    local pids
    pids=$(ip netns pids "$P$n" 2>/dev/null) || continue
    [ -z "$pids" ] || kill -KILL $pids 2>/dev/null || true
    ip netns del "$P$n" 2>/dev/null || true
  done
  rm -rf "$RUN"
}

case ${1:-} in
  up) up ;;
  down) down ;;
  nat) nat "$2" "$3" ;;
  loss) loss "$2" "$3" ;;
  rate) rate "$2" "$3" ;;
  cable) cable "$2" ;;
  coturn) shift; coturn "$@" ;;
  in) shift; n=$1; shift; exec ip netns exec "$P$n" "$@" ;;
  *) sed -n 2,16p "$0" ;;
esac
