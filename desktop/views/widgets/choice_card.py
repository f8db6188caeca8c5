"""A large button with a sign, a name and a sentence: one of few ways to go on."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout
from typing_extensions import override

from desktop.views.style.look import Look
from desktop.views.widgets.labels import label


class ChoiceCard(QPushButton):
    """As high as its text needs at its width."""

    def __init__(self, look: Look, icon: str, title: str, text: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        row.setSpacing(look.px(16))
        sign = label(look, "", wrap=False)
        sign.setPixmap(look.pixmap(icon, 32, "accent"))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(look.px(4))
        words.addWidget(label(look, title, "heading"))
        words.addWidget(label(look, text, "body", "quiet"))
        words.addStretch(1)
        row.addLayout(words, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else super().heightForWidth(width)

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width() // 2, self.heightForWidth(max(self.width(), 320)))
