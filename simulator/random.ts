/** Numbers in [0, 1) that look random and are the same for the same seed. */
export type Random = () => number;

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, plenty for a believable wallet. */
export function randomFrom(...seeds: readonly number[]): Random {
  let state = seeds.reduce(mix, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal draw (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Neighbouring seeds (hour 7, hour 8) must not give neighbouring streams: murmur3's finaliser spreads them. */
function mix(hash: number, seed: number): number {
  let bits = hash ^ Math.imul(seed | 0, 0xcc9e2d51);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
