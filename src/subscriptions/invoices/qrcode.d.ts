/** Types of the part that invoices use of a package without types. */
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
