"""A disk that loses everything it was not asked to keep: what may lie on it after a power cut at any moment of a log that
shim/failing_io.c wrote. Bytes are sure once their file was flushed; before that all, none or half of them are there. Names are
sure once their folder was flushed; before that any of the changes since may have come to the disk, and others not. This is the
least that POSIX promises (Pillai et al., OSDI 2014: "All file systems are not created equal")."""
import itertools
import pathlib


class Inode:
    def __init__(self, content=b""):
        self.now = self.sure = content

    def after_cut(self):
        return {self.sure, self.now} if self.now == self.sure else {self.sure, self.now, self.now[:len(self.now) // 2]}


class Disk:
    def __init__(self, folder):
        self.folder = str(folder)
        self.sure = {str(path): Inode(path.read_bytes()) for path in pathlib.Path(folder).iterdir()}
        self.now = dict(self.sure)
        self.changes = []                                    # since the folder was flushed: functions of a dict of names

    def change(self, how):
        how(self.now)
        self.changes.append(how)

    def play(self, line):
        call, *words = line.split()
        here = self.now.get(words[0])
        if call == "create":
            new = Inode()
            self.change(lambda names: names.update({words[0]: new}))
        elif call == "link":
            self.change(lambda names: names.update({words[1]: here}))
        elif call == "unlink":
            self.change(lambda names: names.pop(words[0], None))
        elif call == "rename":
            self.change(lambda names: (names.pop(words[0], None), names.update({words[1]: here})))
        elif call == "empty":
            here.now = b""
        elif call == "write":
            here.now += bytes.fromhex(words[1])
        elif call == "fsync" and words[0] == self.folder:
            self.sure, self.changes = dict(self.now), []
        elif call == "fsync":
            here.sure = here.now

    def after_cut(self):
        """Every content that each name may have, as dicts from names to sets of bytes."""
        for kept in itertools.product((False, True), repeat=len(self.changes)):
            names = dict(self.sure)
            for how, is_kept in zip(self.changes, kept):
                if is_kept:
                    how(names)
            yield {name: inode.after_cut() for name, inode in names.items()}
