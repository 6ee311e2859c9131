"""Writes the reports of cases.json with highdicom, pydicom and dcmqi into a folder. Synthetic.

usage: write.py FOLDER
"""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import highdicom as hd
import numpy as np
from highdicom import sr
from highdicom.sr import CodedConcept
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    MRImageStorage,
)

ROOT = "1.2.826.0.1.3680043.8.498.7"
STUDY, SERIES, FRAME = f"{ROOT}.1", f"{ROOT}.2", f"{ROOT}.3"

LESION = ("52988006", "SCT", "Lesion")
LIVER = ("10200004", "SCT", "Liver")
MEAN = ("373098007", "SCT", "Mean")
RATE = ("um2/ms", "UCUM", "um2/ms")
LENGTH = ("mm", "UCUM", "millimeter")
QUANTITIES = {
    "adc": (("113041", "DCM", "Apparent Diffusion Coefficient"), RATE, MEAN),
    "dstar": (("113292", "DCM", "Fast Diffusion Coefficient"), RATE, MEAN),
    "size": (("103339001", "SCT", "Long Axis"), LENGTH, None),
}
BOTH = [{"of": "adc", "value": 1.1}, {"of": "dstar", "value": 45}]


def concept(code):
    value, scheme, meaning = code
    return CodedConcept(value=value, scheme_designator=scheme, meaning=meaning)


def optional(code):
    return None if code is None else concept(code)


def slice_of_mr(number):
    """One image of the study that everything is measured in."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = f"{ROOT}.4.{number}"
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    image = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    image.SOPClassUID, image.SOPInstanceUID = MRImageStorage, meta.MediaStorageSOPInstanceUID
    image.StudyInstanceUID, image.SeriesInstanceUID = STUDY, SERIES
    image.FrameOfReferenceUID, image.PositionReferenceIndicator = FRAME, ""
    image.PatientID, image.PatientName = "SYN-1", "Synthetic^Patient"
    image.PatientBirthDate, image.PatientSex = "", ""
    image.StudyDate, image.StudyTime = "20261120", "101500"
    image.SeriesDate, image.SeriesTime = "20261120", "101500"
    image.TimezoneOffsetFromUTC = "+0800"
    image.StudyID, image.AccessionNumber, image.ReferringPhysicianName = "1", "A1", ""
    image.Manufacturer, image.Modality = "Synthetic", "MR"
    image.SeriesNumber, image.InstanceNumber = "1", str(number)
    image.ImageType = ["DERIVED", "PRIMARY", "DIFFUSION", "ADC"]
    image.ScanningSequence, image.SequenceVariant, image.MRAcquisitionType = "EP", "NONE", "2D"
    image.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    image.ImagePositionPatient = [0, 0, 5 * number]
    image.PixelSpacing, image.SliceThickness = [2, 2], 5
    image.Rows = image.Columns = 8
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 0
    image.PixelData = np.full((8, 8), 1100, dtype=np.uint16).tobytes()
    return image


IMAGES = [slice_of_mr(number) for number in (1, 2, 3)]


def sites_of(group):
    return [sr.FindingSite(anatomic_location=concept(site)) for site in group.get("sites", [LIVER])]


def measurement(said):
    quantity, unit, derivation = QUANTITIES[said["of"]]
    uncertainty = said.get("uncertainty")
    algorithm = said.get("algorithm")
    return sr.Measurement(
        name=concept(said.get("concept", quantity)),
        value=said["value"],
        unit=concept(unit),
        derivation=optional(said.get("derivation", derivation)),
        qualifier=optional(said.get("qualifier")),
        algorithm_id=algorithm and sr.AlgorithmIdentification(*algorithm),
        properties=uncertainty
        and sr.MeasurementProperties(
            upper_measurement_uncertainty=uncertainty[0],
            lower_measurement_uncertainty=uncertainty[1],
        ),
    )


def region():
    return sr.ImageRegion(
        graphic_type=sr.GraphicTypeValues.CIRCLE,
        graphic_data=np.array([[4.0, 4.0], [4.0, 6.0]]),
        source_image=sr.SourceImageForRegion.from_source_image(IMAGES[0]),
    )


def tracking_uid(group):
    return f"{ROOT}.5.{group.get('lesion', 1)}"


def group_of(group, template):
    shared = {
        "tracking_identifier": sr.TrackingIdentifier(
            uid=tracking_uid(group), identifier=group.get("called", f"Lesion {group.get('lesion', 1)}")
        ),
        "finding_type": concept(group.get("finding", LESION)),
        "finding_sites": sites_of(group),
        "method": optional(group.get("method")),
        "measurements": [measurement(said) for said in group.get("measurements", BOTH)],
        "qualitative_evaluations": [
            sr.QualitativeEvaluation(name=concept(name), value=concept(value))
            for name, value in group.get("evaluations", [])
        ],
    }
    if template == "volumetric":
        return sr.VolumetricROIMeasurementsAndQualitativeEvaluations(
            referenced_regions=[region()], **shared
        )
    if template == "group":
        return sr.MeasurementsAndQualitativeEvaluations(**shared)
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(referenced_region=region(), **shared)


def added_item(said):
    name, *value = said.get("code") or said["number"]
    how = {"name": concept(name), "relationship_type": sr.RelationshipTypeValues.HAS_CONCEPT_MOD}
    if "code" in said:
        return sr.CodeContentItem(value=concept(value[0]), **how)
    return sr.NumContentItem(value=value[0], unit=concept(value[1]), **how)


def named(items, value):
    return [item for item in items if item.ConceptNameCodeSequence[0].CodeValue == value]


def groups_in(report):
    """The content of a report below Imaging Measurements."""
    return [group for part in named(report.ContentSequence, "126010") for group in part.ContentSequence]


def report_of(case):
    """A report by highdicom."""
    person = sr.ObserverContext(
        observer_type=CodedConcept("121006", "DCM", "Person"),
        observer_identifying_attributes=sr.PersonObserverIdentifyingAttributes(name="Reader^One"),
    )
    content = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_person_context=person),
        procedure_reported=CodedConcept("113091", "SCT", "MRI"),
        imaging_measurements=[
            group_of(group, case.get("template", "planar")) for group in case.get("groups", [{}])
        ],
        title=optional(case.get("title")),
    )
    verified = case.get("verified", True)
    report = getattr(sr, case.get("sop", "Comprehensive3DSR"))(
        evidence=IMAGES,
        content=content[0],
        series_instance_uid=hd.UID(),
        series_number=9,
        sop_instance_uid=hd.UID(),
        instance_number=1,
        manufacturer="Synthetic",
        is_complete=True,
        is_final=True,
        is_verified=verified,
        verifying_observer_name="Reader^One" if verified else None,
        verifying_organization="Synthetic" if verified else None,
    )
    report.TimezoneOffsetFromUTC = "+0800"
    for said in case.get("append", []):
        groups_in(report)[said["group"]].ContentSequence.append(added_item(said))
    return report


def as_implicit(report):
    report.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian


def as_deflated(report):
    report.file_meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian


def named_in_chinese(character_set):
    def edit(report):
        report.SpecificCharacterSet = character_set
        report.PatientName = "Wang^XiaoDong=王^小东"

    return edit


def with_undefined_lengths(report):
    for element in report.iterall():
        if element.VR == "SQ":
            element.is_undefined_length = True
            for item in element.value:
                item.is_undefined_length_sequence_item = True


def with_private_sequence(report):
    inside = Dataset()
    inside.PatientComments = "private"
    block = report.private_block(0x0029, "SYNTHETIC", create=True)
    block.add_new(0x10, "SQ", Sequence([inside]))
    block.add_new(0x11, "UN", b"\x01\x02\x03\x04")


def with_empty_item(report):
    report.ReferencedRequestSequence = Sequence([Dataset()])


def with_private_names(report):
    """Names of the site's own, with those of the standard as equivalents."""
    for group in groups_in(report):
        for number in [item for item in group.ContentSequence if item.ValueType == "NUM"]:
            standard = deepcopy(number.ConceptNameCodeSequence[0])
            own = concept(("X" + standard.CodeValue, "99SITE", "own name"))
            own.EquivalentCodeSequence = Sequence([standard])
            number.ConceptNameCodeSequence = Sequence([own])


EDITS = {
    "implicit-vr": as_implicit,
    "deflated": as_deflated,
    "gb18030-name": named_in_chinese("GB18030"),
    "iso-2022-name": named_in_chinese(["", "ISO 2022 IR 58"]),
    "undefined-lengths": with_undefined_lengths,
    "private-un": with_private_sequence,
    "empty-item": with_empty_item,
    "equivalent-code": with_private_names,
}


def json_code(code):
    value, scheme, meaning = code
    return {"CodeValue": value, "CodingSchemeDesignator": scheme, "CodeMeaning": meaning}


def write_segmentation(folder):
    """A segmentation of the images, as dcmqi measures on it."""
    segment = hd.seg.SegmentDescription(
        segment_number=1,
        segment_label="Lesion 1",
        segmented_property_category=CodedConcept("49755003", "SCT", "Morphologically Altered Structure"),
        segmented_property_type=concept(LESION),
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
    )
    mask = np.zeros((3, 8, 8), dtype=np.uint8)
    mask[:, 2:6, 2:6] = 1
    segmentation = hd.seg.Segmentation(
        source_images=IMAGES,
        pixel_array=mask,
        segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
        segment_descriptions=[segment],
        series_instance_uid=hd.UID(),
        series_number=8,
        sop_instance_uid=hd.UID(),
        instance_number=1,
        manufacturer="Synthetic",
        manufacturer_model_name="Synthetic",
        software_versions="1",
        device_serial_number="1",
    )
    segmentation.save_as(folder / "segmentation.dcm")
    return segmentation.SOPInstanceUID


def dcmqi_item(said):
    quantity, unit, derivation = QUANTITIES[said["of"]]
    item = {
        "value": str(said["value"]),
        "quantity": json_code(said.get("concept", quantity)),
        "units": json_code(unit),
    }
    return item if derivation is None else {**item, "derivationModifier": json_code(derivation)}


def dcmqi_group(group, segmentation):
    return {
        "TrackingIdentifier": "Lesion 1",
        "TrackingUniqueIdentifier": tracking_uid(group),
        "ReferencedSegment": 1,
        "SourceSeriesForImageSegmentation": SERIES,
        "segmentationSOPInstanceUID": segmentation,
        "Finding": json_code(group.get("finding", LESION)),
        "FindingSite": json_code(group.get("sites", [LIVER])[0]),
        "measurementItems": [dcmqi_item(said) for said in group.get("measurements", BOTH)],
        "qualitativeEvaluations": [
            {"conceptCode": json_code(name), "conceptValue": json_code(value)}
            for name, value in group.get("evaluations", [])
        ],
    }


def write_by_dcmqi(case, folder, path):
    work = folder / case["name"]
    work.mkdir()
    for number, image in enumerate(IMAGES, 1):
        dcmwrite(work / f"{number}.dcm", image, enforce_file_format=True)
    segmentation = write_segmentation(work)
    metadata = {
        "@schema": "https://raw.githubusercontent.com/qiicr/dcmqi/master/doc/schemas/sr-tid1500-schema.json#",
        "SeriesDescription": "Measurements",
        "SeriesNumber": "1001",
        "InstanceNumber": "1",
        "compositeContext": ["segmentation.dcm"],
        "imageLibrary": [f"{number}.dcm" for number in (1, 2, 3)],
        "observerContext": {"ObserverType": "PERSON", "PersonObserverName": "Reader^One"},
        "VerificationFlag": "VERIFIED",
        "CompletionFlag": "COMPLETE",
        "activitySession": "1",
        "timePoint": "1",
        "Measurements": [dcmqi_group(group, segmentation) for group in case.get("groups", [{}])],
    }
    (work / "metadata.json").write_text(json.dumps(metadata))
    program = Path(sys.executable).parent / "tid1500writer"
    directories = ["--inputImageLibraryDirectory", work, "--inputCompositeContextDirectory", work]
    files = ["--inputMetadata", work / "metadata.json", "--outputDICOM", path]
    subprocess.run([program, *directories, *files], check=True, capture_output=True)


def write(case, folder):
    path = folder / f"{case['name']}.dcm"
    if case["writer"] == "dcmqi":
        write_by_dcmqi(case, folder, path)
        return
    report = report_of(case)
    if "edit" in case:
        EDITS[case["edit"]](report)
    dcmwrite(path, report, enforce_file_format=True)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    table = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
    for each in table["cases"]:
        write(each, target)
