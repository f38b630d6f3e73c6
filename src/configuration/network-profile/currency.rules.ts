/**
 * The currencies in use and their decimals, by ISO 4217, list one (SIX Financial Information, the maintenance agency). `Intl` is no source: its
 * data (CLDR) has the decimals of daily use, such as none for HUF, IDR and IQD, while the standard, tills and banks use two, two and three.
 */
const CODES_BY_DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC
      CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD
      KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
      NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
      THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const DIGITS_BY_CODE: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_DIGITS).flatMap(([digits, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(digits)]),
  ),
);

/** The decimals of an ISO 4217 currency; undefined: the code is not in use. */
export function findCurrencyDigits(currency: string): number | undefined {
  return DIGITS_BY_CODE.get(currency);
}

/**
 * About how many roubles a major unit is worth, as a power of ten. Defaults of limits need the order of magnitude alone,
 * which changes slower than any rate; a network sets its own figures.
 */
const CODES_BY_POWER: Readonly<Record<number, string>> = {
  2: `AUD AWG AZN BAM BBD BGN BHD BMD BND BSD BZD CAD CHF EUR FJD FKP GBP GIP JOD KWD KYD NZD OMR PAB SGD SHP TOP USD
      XCG`,
  1: `AED BOB BRL BWP BYN CNY CUP CZK DKK ERN GEL GHS GTQ HKD HNL ILS LSL LYD MAD MDL MOP MVR MXN MYR NAD NOK PEN PGK
      PLN QAR RON SAR SBD SCR SEK SLE STN SZL TJS TMT TND TTD WST XCD ZAR ZMW`,
  [-1]: `AMD AOA ARS CLP CRC HUF IQD KMF KPW KRW KZT LKR MMK MWK NGN PKR RWF SDG SOS TZS XAF XOF`,
  [-2]: `BIF CDF COP GNF IDR KHR LAK MGA MNT PYG SSP SYP UGX UZS VND`,
  [-3]: `IRR LBP`,
};

const POWER_BY_CODE: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_POWER).flatMap(([power, codes]) =>
    codes.split(/\s+/).map((code): [string, number] => [code, Number(power)]),
  ),
);

/** Major units of a currency that are worth about so many roubles: a round sum, where the roubles are one. */
export function majorUnitsOf(roubles: number, currency: string): number {
  return Math.max(1, Math.round(roubles / 10 ** (POWER_BY_CODE.get(currency) ?? 0)));
}
