import { Button, Radio, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { presetsQuery, programQuery } from '../../../entities/program/program.api';
import { actOf, keyOf } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Dialog } from '../../../shared/ui/dialog';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { bound } from '../../../shared/ui/bound';
import classes from '../editor/editor.module.css';
import { PresetMoney } from './preset-money';
import { ONCE, parseScale, scaledPreset } from './scale.rules';

const IN_FORCE = 'IN_FORCE';

interface NewDraftDialogProps {
  readonly inForce: number | null;
  readonly onClose: () => void;
}

/** The origin of a new draft: the programme in force, or a preset. */
export function NewDraftDialog({ inForce, onClose }: NewDraftDialogProps) {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const presets = useQuery(presetsQuery);
  const names = presets.data?.items.map(({ name }) => name) ?? [];
  const [picked, setPicked] = useState<string | null>(null);
  // Which version is in force may become known only after the dialog was opened.
  const chosen = picked ?? (inForce === null ? null : IN_FORCE);
  const [typedScale, setTypedScale] = useState('1');
  const preset = presets.data?.items.find(({ name }) => name === chosen);
  const scale = parseScale(typedScale);
  const scaled = preset === undefined || scale === null ? null : scaledPreset(preset.document, scale);
  const create = useChange(actOf('POST', '/api/programs'), async (program) => {
    queries.setQueryData(programQuery(program.version).queryKey, program);
    await queries.invalidateQueries({ queryKey: keyOf('/api/programs') });
    await navigate(`/programs/${String(program.version)}`);
  });
  const begin = () =>
    create.mutate(preset === undefined ? { fromVersion: inForce ?? 1 } : { preset: preset.name, scale: scale ?? ONCE });
  return (
    <Dialog title={t('program.new.title')} onClose={onClose}>
      <Stack gap={10}>
        <Radio.Group label={t('program.new.from')} value={chosen ?? ''} onChange={setPicked}>
          <Stack gap={10}>
            {inForce !== null && (
              <Radio
                value={IN_FORCE}
                className={classes.check ?? ''}
                label={t('program.new.inForce', { version: inForce })}
                description={t('program.new.inForceHelp')}
              />
            )}
            {names.map((name) => (
              <Radio
                key={name}
                value={name}
                className={classes.check ?? ''}
                label={t(`program.new.presets.${name}.title`)}
                description={t(`program.new.presets.${name}.help`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {preset !== undefined && (
          <>
            <TextInput
              label={t('program.new.scale')}
              description={t('program.new.scaleHelp')}
              error={scale === null && t('program.new.scaleWrong')}
              {...bound(typedScale, setTypedScale)}
            />
            {scale !== null && <PresetMoney scaled={scaled} />}
          </>
        )}
        <FailureNotice error={presets.error} retry={presets} />
        <FailureNotice error={create.error} />
        <Button
          disabled={chosen === null || (preset !== undefined && scaled === null)}
          loading={create.isPending}
          onClick={begin}
        >
          {t('program.new.submit')}
        </Button>
      </Stack>
    </Dialog>
  );
}
