/** Types for the parts that we use of a package without types. */
declare module 'qrcode' {
  interface QrModules {
    readonly size: number;
    /** 1 for a dark module. */
    get(row: number, column: number): number;
  }
  const QRCode: {
    create(text: string, options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' }): { modules: QrModules };
  };
  export default QRCode;
}
