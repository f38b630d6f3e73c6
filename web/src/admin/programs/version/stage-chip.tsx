import type { ProgramStage } from '../../../entities/program/stage';
import { STATUS_MEANINGS } from '../../../entities/status/status-meanings';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { StatusBadge } from '../../../shared/ui/status-badge';

export function StageChip({ stage }: { readonly stage: ProgramStage }) {
  const { t } = useTranslation('admin');
  return <StatusBadge meaning={STATUS_MEANINGS.program[stage]}>{t(`program.stage.${stage}`)}</StatusBadge>;
}
