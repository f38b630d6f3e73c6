import { isSigned } from './signature.mjs';

const FORM = 1;

/** The report of played exchanges, without a signature. */
export function reportOf({ version, at, till, played, all }) {
  const { name, version: tillVersion, can } = till;
  return {
    form: FORM,
    kit: version,
    at,
    till: { name, version: tillVersion, can },
    all,
    counts: countsOf(played),
    exchanges: played,
  };
}

/** How many exchanges were played, and how many ended in each way. */
function countsOf(exchanges) {
  const count = (status) => exchanges.filter((one) => one.status === status).length;
  const [passed, failed, leftOut] = [count('PASSED'), count('FAILED'), count('LEFT_OUT')];
  return { played: passed + failed, passed, failed, leftOut };
}

/**
 * Why a file is no report that one can rely on, as the code of its sentence with its values; null: it is one.
 *
 * @param {unknown} file
 * @param {string | undefined} signedBy public key in hexadecimal digits
 */
export function faultOf(file, signedBy) {
  const { report, signature } = file ?? {};
  if (report?.form !== FORM || !Array.isArray(report.exchanges)) return { code: 'notAReport' };
  if (!isSigned(file)) return { code: 'changed' };
  if (signedBy !== undefined && signedBy !== signature.publicKey)
    return { code: 'otherKey', values: { key: signature.publicKey } };
  const wrong = report.exchanges.find(({ status, checks }) => {
    const isRight = checks.every(({ passed }) => passed);
    return status === 'LEFT_OUT' ? checks.length > 0 : (status === 'PASSED') !== isRight;
  });
  if (wrong !== undefined) return { code: 'inconsistent', values: { id: wrong.id } };
  const isCounted = JSON.stringify(countsOf(report.exchanges)) === JSON.stringify(report.counts);
  return isCounted ? null : { code: 'inconsistent', values: { id: 'counts' } };
}
