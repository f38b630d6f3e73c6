import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Examples } from '../../entities/status/state-list';
import { documentOf } from './document/campaign-document.rules';
import { campaignOfTemplate, TEMPLATES } from './document/campaign-templates.rules';
import { OfferBanner } from './offer-art';

const NO_TEXTS = { name: {}, announcement: {} };
/** The drawing of a template does not depend on its time. */
const ANY_TIME = '2026-01-01T00:00';

/** Working examples from which a manager begins a campaign. */
export function Templates() {
  const { t } = useTranslation('admin');
  const { currency } = useNetwork();
  const examples = TEMPLATES.map((template) => ({
    title: t(`campaigns.template.${template}.title`),
    help: t(`campaigns.template.${template}.help`),
    to: `/campaigns/new?template=${template}`,
    picture:
      template === 'BLANK' ? undefined : (
        <OfferBanner document={documentOf(campaignOfTemplate(template, NO_TEXTS, ANY_TIME, currency))} />
      ),
  }));
  return <Examples examples={examples} />;
}
