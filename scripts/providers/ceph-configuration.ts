// The smallest Ceph that is a whole one: a monitor, one OSD, a gateway. Without cephx, on loopback, for throwaway data.

export interface CephPlace {
  /** Where everything lies. */
  folder: string;
  clusterId: string;
  monitorPort: number;
  gatewayPort: number;
}

/** The address by which the daemons know the monitor. */
export function monitorAddress({ monitorPort }: CephPlace): string {
  return `[v2:127.0.0.1:${monitorPort}]`;
}

/** The text of ceph.conf. */
export function cephConfiguration(place: CephPlace): string {
  const { folder, clusterId, gatewayPort } = place;
  return `[global]
fsid = ${clusterId}
mon initial members = a
mon host = ${monitorAddress(place)}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
# The gateway asks for 'secure', which cannot be without cephx: it would wait for ever.
ms mon client mode = crc
run dir = ${folder}
pid file = ${folder}/$name.pid
admin socket = ${folder}/$name.asok
log file = ${folder}/$name.log
crash dir = ${folder}
mon data = ${folder}/mon
mon data avail warn = 1
mon data avail crit = 0
mon allow pool size one = true
mon max pg per osd = 1000
# Its default of a second makes the first start three times as long.
paxos propose interval = 0.05
paxos min wait = 0.01
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
[osd]
osd data = ${folder}/osd
osd objectstore = bluestore
osd memory target = 939524096
# A sparse file.
bluestore block size = 10737418240
[client.rgw]
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${gatewayPort}
rgw dns name = localhost
rgw thread pool size = 32
`;
}
