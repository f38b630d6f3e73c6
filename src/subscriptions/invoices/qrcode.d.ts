/** Types of the part that invoices and pictures of cards use of a package without types. */
declare module 'qrcode' {
  interface QrModules {
    readonly size: number;
    /** Row by row, 1 where it is dark. */
    readonly data: Uint8Array;
    /** 1 where it is dark. */
    get(row: number, column: number): number;
  }
  const QRCode: {
    create(text: string, options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' }): { modules: QrModules };
  };
  export default QRCode;
}
