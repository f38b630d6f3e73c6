import { NativeSelect } from '@mantine/core';
import { useMember } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound } from '../../../shared/ui/bound';
import type { EditedCampaign } from '../document/campaign-document.rules';

const PPM_OF_PERCENT = 10_000;
const SHARES = [0, 5, 10, 20, 30, 50] as const;

/** The select of the share of guests who get nothing, so that the effect of the campaign can be measured. */
export function ControlField({ path }: { readonly path: DocumentPath }) {
  const { t } = useTranslation('admin');
  const { value, error, change } = useMember(path, true);
  const percent = ((value as EditedCampaign['control'])?.sharePpm ?? 0) / PPM_OF_PERCENT;
  const shares = [...new Set([...SHARES, percent])].sort((a, b) => a - b);
  return (
    <NativeSelect
      label={t('campaigns.field.control')}
      description={t('campaigns.help.control')}
      error={error}
      {...bound(String(percent), (chosen) =>
        change(chosen === '0' ? null : { sharePpm: Number(chosen) * PPM_OF_PERCENT }),
      )}
      data={shares.map((share) => ({
        value: String(share),
        label: share === 0 ? t('campaigns.noControl') : t('campaigns.percent', { percent: share }),
      }))}
    />
  );
}
