/** Types of the part that the pages and their tests use of a package without types. */
declare module 'qrcode' {
  interface QrModules {
    readonly size: number;
    /** 1 where it is dark. */
    get(row: number, column: number): number;
  }
  const QRCode: {
    create(text: string, options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' }): { modules: QrModules };
  };
  export default QRCode;
}
