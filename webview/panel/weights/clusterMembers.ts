/** Of each cluster its first member in the layer's order, which is the one of the smallest input. */
export function firstOfClusters(clusterOf: Int32Array, clusters: number): Int32Array {
  const first = new Int32Array(clusters).fill(-1);
  for (let weight = clusterOf.length - 1; weight >= 0; weight--) {
    const cluster = clusterOf[weight] as number;
    if (cluster >= 0) first[cluster] = weight;
  }
  return first;
}

/** All members of one cluster, which lie within one neuron's weights. */
export function membersOf(clusterOf: Int32Array, cluster: number, from: number, until: number): number[] {
  const members: number[] = [];
  for (let weight = from; weight < until; weight++) if (clusterOf[weight] === cluster) members.push(weight);
  return members;
}
