// The way to a step that was asked for: how far it has come, and a way to stay where it is.
import type { Journey, Session } from "../../state/session";
import { Progress } from "../progress";

export function showJourneys(session: Session): void {
    let progress: Progress | null = null;
    session.journey.listen((journey) => {
        if (journey === null) {
            progress?.end();
            progress = null;
            return;
        }
        progress ??= new Progress(sentence(journey), () => session.stopJourney());
        progress.update((journey.at - journey.from) / Math.max(1, journey.to - journey.from), sentence(journey));
    });
}

function sentence({ at, to }: Journey): string {
    return `On the way to step ${to.toLocaleString("en")}: ${Math.min(at, to).toLocaleString("en")}`;
}
