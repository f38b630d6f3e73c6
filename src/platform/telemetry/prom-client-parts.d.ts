// The package describes itself as a whole; these are files of it.
declare module 'prom-client/lib/counter' {
  export { Counter as default } from 'prom-client';
}
declare module 'prom-client/lib/gauge' {
  export { Gauge as default } from 'prom-client';
}
declare module 'prom-client/lib/histogram' {
  export { Histogram as default } from 'prom-client';
}
declare module 'prom-client/lib/registry' {
  const Registry: { readonly globalRegistry: import('prom-client').Registry };
  export default Registry;
}
