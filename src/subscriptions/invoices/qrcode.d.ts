/** Types of the part that invoices and pictures of cards use of a package without types. */
declare module 'qrcode' {
  interface QrModules {
    readonly size: number;
    /** 1 where it is dark. */
    get(row: number, column: number): number;
  }
  const QRCode: {
    create(text: string, options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H' }): { modules: QrModules };
    /** A PNG of `width` pixels, with `margin` modules of white around the code. */
    toBuffer(
      text: string,
      options: { errorCorrectionLevel: 'L' | 'M' | 'Q' | 'H'; margin: number; width: number },
    ): Promise<Buffer>;
  };
  export default QRCode;
}
