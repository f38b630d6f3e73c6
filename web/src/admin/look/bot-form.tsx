import type { MaxBot } from '../../entities/look/max-bot.api';
import type { connectBot, connectMaxBot, disconnectBot, disconnectMaxBot } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { ThingActs } from '../../shared/described/row-acts';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';

interface BotFormProps {
  readonly bot: Pick<MaxBot, 'username' | 'connectedAt'>;
  /** The texts of the messenger. */
  readonly words: 'look.bot' | 'look.max';
  readonly connect: typeof connectBot | typeof connectMaxBot;
  readonly disconnect: typeof disconnectBot | typeof disconnectMaxBot;
  readonly refresh: () => Promise<void>;
}

/** Connects the network's own bot in a messenger by the token that its owner enters, and disconnects it. */
export function BotForm({ bot, words, connect, disconnect, refresh }: BotFormProps) {
  const { username, connectedAt } = bot;
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <ActForm<typeof connectBot>
      of={connect as typeof connectBot}
      above={
        <Help role="status">
          {username === null || connectedAt === null
            ? t(`${words}.none`)
            : t(`${words}.connected`, { name: username, date: format.date(connectedAt) })}
        </Help>
      }
      fields={{
        token: {
          label: t(`${words}.token`),
          help: t(`${words}.tokenHelp`),
          as: 'secret',
          needed: t(`${words}.tokenNeeded`),
          wrong: t(`${words}.tokenNeeded`),
          after: () => <Help>{t(`${words}.again`)}</Help>,
        },
      }}
      body={({ token }) => ({ token: token.trim() })}
      submit={t(username === null ? `${words}.connect` : `${words}.change`)}
      submitLook="plain"
      buttons={
        username !== null && (
          <ThingActs
            thing={bot}
            refresh={refresh}
            acts={[
              {
                of: disconnect,
                params: () => ({}),
                text: t(`${words}.disconnect`),
                look: 'quiet',
                ask: () => ({
                  title: t(`${words}.disconnectTitle`, { name: username }),
                  help: t(`${words}.disconnectHelp`),
                  yes: t(`${words}.disconnect`),
                  isGrave: true,
                }),
              },
            ]}
          />
        )
      }
    />
  );
}
