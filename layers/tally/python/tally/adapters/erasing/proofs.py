"""Proofs of erasures: JSON objects under proofs/forget/ of the lake bucket, kept as long as the bucket is."""

import json
from dataclasses import dataclass

from tally.adapters.aws.errors import aws_errors
from tally.adapters.erasing.objects import Objects
from tally.domain.people.erasure import Proof, proof_key


@dataclass(frozen=True, slots=True)
class S3Proofs:
    """See ports.ErasureProofs."""

    objects: Objects

    def get(self, key: str) -> Proof | None:
        """See ErasureProofs.get."""
        stored = self.objects.get(key)
        return None if stored is None else Proof.from_json(json.loads(stored.content))

    def put(self, proof: Proof) -> None:
        """See ErasureProofs.put."""
        key = proof_key(proof.request_id)
        with aws_errors(f"write {key}"):
            self.objects.s3.put_object(
                Bucket=self.objects.bucket,
                Key=key,
                Body=json.dumps(proof.to_json(), indent=1).encode(),
                ContentType="application/json",
            )
