import { pageAddress } from '../../platform/http/page-address';
import { showReferralCode } from './referral-code.rules';

/** The page at which a friend registers with the code of a guest. */
export function referralLinkOf(networkCode: string, code: string): string {
  return pageAddress(`/join/${encodeURIComponent(networkCode)}/${showReferralCode(code)}`);
}
