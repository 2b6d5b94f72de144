"""Which of a registry's products a command is for (Verisign's NameStore extension): one address serves many suffixes."""

from freehold.epp.mapping import Mapped, child, element

NAMESPACE = "http://www.verisign-grs.com/epp/namestoreExt-1.1"


@element(NAMESPACE, "namestoreExt", "namestoreExt")
class Namestore(Mapped):
    """Goes with a command about a domain, and comes with its answer: the suffix's product, such as ``dotCOM``."""

    sub_product: str = child()
