import { BlockList, isIP } from 'node:net';

/** Address ranges outside the public internet (IANA's special-purpose registries), where a receiver would be one of our own servers. */
const NOT_PUBLIC: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  // Multicast, reserved, broadcast.
  ['224.0.0.0', 3, 'ipv4'],
];

/** Public IPv6 addresses are in 2000::/3. These ranges in it are not public, or contain an IPv4 address. */
const NOT_PUBLIC_IN_2000 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const forbidden = new BlockList();
for (const [network, bits, family] of NOT_PUBLIC) forbidden.addSubnet(network, bits, family);
for (const [network, bits] of NOT_PUBLIC_IN_2000) forbidden.addSubnet(network, bits, 'ipv6');
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

const ofThisMachine = new BlockList();
ofThisMachine.addSubnet('127.0.0.0', 8, 'ipv4');
ofThisMachine.addAddress('::1', 'ipv6');

/** Whether a resolved address belongs to this machine. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && ofThisMachine.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a resolved address is on the public internet. */
export function isPublicAddress(address: string): boolean {
  // An address with a zone (`%eth0`) is of a local link of this machine.
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !forbidden.check(address, 'ipv4');
    case 6:
      return givenOut.check(address, 'ipv6') && !forbidden.check(address, 'ipv6');
    default:
      return false;
  }
}
